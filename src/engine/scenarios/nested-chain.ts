/** Scenario: a Plasma chain on a sidechain on layer 1, and two ways out of it: through both, or past the one that is gone. */
import { createRandom } from '../foundation/random.ts';
import { hexToBytes } from '../foundation/bytes.ts';
import { gas, ms, wei } from '../foundation/units.ts';
import type { Gas, Ms, Wei } from '../foundation/units.ts';
import { contractAddress } from '../layer1/machine/contracts/contract.ts';
import { plasmaContract } from '../layer2/plasma/plasma-contract.ts';
import type { PlasmaCall, PlasmaRules } from '../layer2/plasma/plasma-contract.ts';
import { exitIn } from '../layer2/plasma/exit-game.ts';
import { PlasmaOperator } from '../layer2/plasma/plasma-operator.ts';
import { positionNumber, positionOf, signPlasmaTransaction } from '../layer2/plasma/plasma-transaction.ts';
import { confirmationsBy, exitCall } from '../layer2/plasma/plasma-user.ts';
import { checkpointPeg, lastCheckpoint } from '../layer2/sidechains/checkpoint-peg.ts';
import type { CheckpointPegCall } from '../layer2/sidechains/checkpoint-peg.ts';
import { checkpointRoot, proveHeader, voteForCheckpoint } from '../layer2/sidechains/checkpoint.ts';
import {
  certificateFields,
  childPeg,
  lockHash,
  settledLocks,
  supplyOf,
} from '../layer2/sidechains/child-peg.ts';
import type { ChildPegCall } from '../layer2/sidechains/child-peg.ts';
import { composedExit, proveThrough } from '../layer2/sidechains/composed-exit.ts';
import type { ComposedExitCall } from '../layer2/sidechains/composed-exit.ts';
import { peggedIn } from '../layer2/sidechains/peg-ledger.ts';
import { proveReceipt } from '../layer2/sidechains/side-block.ts';
import { certify, membersOf, Sidechain } from '../layer2/sidechains/sidechain.ts';
import { Recorder } from '../simulation/recorder.ts';
import type { Trace } from '../simulation/trace.ts';
import { ChainTeller, HOUR_MS, personKey } from './chain-teller.ts';

/** What a run of nested chains is made of. */
export interface NestedChainSettings {
  readonly seed: number;
  /** Whether the chain in the middle goes on, or stops for ever before Ben leaves; it goes on unless told. */
  readonly middle?: 'alive' | 'gone';
  readonly rules?: Partial<PlasmaRules>;
}

/** One step of a way out: how long after the step before, and what it cost on which chain. */
export interface ExitStage {
  readonly stage: string;
  readonly layer: 1 | 2;
  readonly took: Ms;
  readonly gasUsed: Gas;
}

/** What a run of nested chains gives back. */
export interface NestedChainRun {
  readonly trace: Trace;
  /** What Ben was paid on the grandchild, and what he has on layer 1 in the end. */
  readonly payment: Wei;
  readonly gained: bigint;
  readonly stages: readonly ExitStage[];
  /** All stages together. */
  readonly took: Ms;
  readonly gasOnLayer1: Gas;
  readonly gasAbove: Gas;
  readonly stillLocked: Wei;
}

const RESERVE = wei(21_000_000n);
const EACH = 100_000n;
const BOND = wei(100n);
const INTERVAL = ms(6 * HOUR_MS);
/** No exit takes longer under the reference's rules. */
const LONGEST = 30 * 24 * HOUR_MS;
const SILENCE = ms(3 * 24 * HOUR_MS);
const CHECKPOINT_BLOCKS = 4;
const NAMES = ['ana', 'ben', 'operator', 'proposer'] as const;

/**
 * Ana locks coins below, has them on the sidechain, puts them into the Plasma chain there and pays Ben. While the middle is
 * alive Ben leaves twice: from the grandchild to the child by an exit, from the child to layer 1 by a burn under a
 * checkpoint. When it is gone he shows his output on layer 1 through the child's last block, and the same game is played
 * there. Blocks of both chains come every six hours here, checkpoints every four of them.
 */
export function runNestedChain({ seed, middle = 'alive', rules }: NestedChainSettings): NestedChainRun {
  const random = createRandom(seed, 'nested-chain');
  const recorder = new Recorder(seed);
  const keys = [0, 1, 2, 3].map((id) => personKey(`member-${id}`));
  const committee = keys.map((key, id) => ({ id, key }));
  const members = membersOf(committee);
  const holders = keys.map(({ publicKey }, id) => ({ id, publicKey, stake: 1n }));
  const chosen = rules === undefined ? {} : { rules };
  const peg = checkpointPeg({
    ...{ id: 'root-chain', holders, childPeg: contractAddress('child-peg') },
    nested: contractAddress('composed-exit'),
  });
  const composed = composedExit({
    ...{ id: 'composed-exit', peg, plasma: 'grandchild', bond: BOND, silentAfter: SILENCE, ...chosen },
  });
  const child = childPeg({ id: 'child-peg', parent: contractAddress('root-chain'), members });
  const plasma = plasmaContract({
    ...{ id: 'grandchild', operator: personKey('operator').address, bond: BOND, ...chosen },
  });
  const shared = { recorder, people: NAMES, intervalMs: INTERVAL };
  const below = new ChainTeller({
    ...shared,
    ...{ child: 'child', layer: 1, contracts: [peg, composed], each: EACH },
  });
  const above = new ChainTeller({
    ...shared,
    ...{ child: 'grandchild', layer: 2, contracts: [child, plasma], each: 1_000n },
    reserves: [['child-peg', RESERVE]],
  });
  const sidechain = new Sidechain(above.chain, committee);
  const operator = new PlasmaOperator(above.user('operator'), plasma);
  const at = contractAddress('root-chain');
  let covered = 0;
  let isGone = false;

  /** One block of each chain that runs. */
  const tick = (): void => {
    below.seal();
    const block = isGone ? null : sidechain.seal();
    if (block !== null) above.tell(block.sealed);
  };
  const checkpoint = (): Gas => {
    const headers = sidechain.blocks.slice(covered).map(({ header }) => header);
    const claim = {
      ...{ proposer: personKey('proposer').address, start: covered + 1, end: covered + headers.length },
      root: checkpointRoot(headers),
    };
    const id = below.call<CheckpointPegCall>('proposer', peg, {
      ...{ kind: 'submitCheckpoint', ...claim, holders: holders.map((holder) => BigInt(holder.id)) },
      signatures: keys.map((key, id) => hexToBytes(voteForCheckpoint(at, claim, id, key).signature)),
    });
    tick();
    recorder.record({
      ...{ kind: 'checkpoint-submitted', at: below.chain.now, actor: 'proposer', layer: 1 },
      ...{ chain: 'child', from: claim.start, to: claim.end, stake: '4', of: '4', outcome: 'ok' },
    });
    covered += headers.length;
    return below.chain.receipt(id)?.gasUsed ?? gas(0n);
  };
  /** The header of a block of the child with its proof under its checkpoint; checkpoints have {@link CHECKPOINT_BLOCKS} blocks or more. */
  const shownHeader = (number: number, start: number, end: number) => {
    const headers = sidechain.blocks.slice(start - 1, end).map(({ header }) => header);
    const header = headers[number - start];
    if (header === undefined) throw new RangeError(`There is no block ${number}.`);
    const id = lastCheckpoint(below.chain.state, 'root-chain');
    return { ...header, checkpoint: id, blockProof: proveHeader(headers, number - start) };
  };

  // In: lock, mint, deposit, pay, commit, confirm.
  const amount = 2_000n + random.bigint(8_000n);
  below.call<CheckpointPegCall>('ana', peg, { kind: 'lock', to: personKey('ana').address }, amount);
  tick();
  tick();
  const [lock] = settledLocks(below.chain.blocks, 'root-chain', 1);
  if (lock === undefined) throw new RangeError('Nothing was locked.');
  const certified = certify(lockHash(at, lock), lock.index, committee, members);
  if (!certified.ok) throw new RangeError(certified.rejection.message);
  above.call<ChildPegCall>('ana', child, { kind: 'mint', ...lock, ...certificateFields(certified.value) });
  tick();
  recorder.record({
    ...{ kind: 'peg-minted', at: below.chain.now, actor: 'ana', layer: 2, chain: 'child' },
    ...{ value: `${lock.amount}`, supply: `${supplyOf(above.chain.state, 'child-peg', RESERVE)}` },
  });
  above.call<PlasmaCall>('ana', plasma, { kind: 'deposit' }, amount);
  tick();
  const payment = 1n + random.bigint(amount - 1n);
  const outputs = [
    { owner: personKey('ben').address, amount: wei(payment) },
    { owner: personKey('ana').address, amount: wei(amount - payment) },
  ];
  const deposited = positionNumber({ block: 1, transaction: 0, output: 0 });
  const inputs = [positionOf(deposited)];
  const received = operator.receive(
    signPlasmaTransaction(contractAddress('grandchild'), { inputs, outputs }, [personKey('ana')]),
  );
  if (!received.ok) throw new RangeError(received.rejection.message);
  recorder.record({
    ...{ kind: 'child-payment', at: below.chain.now, actor: 'ana', layer: 2 },
    ...{ chain: 'grandchild', to: 'ben', value: `${payment}` },
  });
  operator.commit();
  tick();
  checkpoint();

  // Out.
  const paidBlock = 1_000;
  const position = positionNumber({ block: paidBlock, transaction: 0, output: 0 });
  const view = operator.view();
  const startExit = exitCall(view, position, confirmationsBy(view, personKey('ana')));
  if (startExit?.kind !== 'startExit') throw new RangeError('Ben has nothing to show.');
  const stages: ExitStage[] = [];
  let since = below.chain.now;
  const stage = (name: string, layer: 1 | 2, gasUsed: Gas): void => {
    stages.push({ stage: name, layer, took: ms(below.chain.now - since), gasUsed });
    since = below.chain.now;
  };
  const before = below.user('ben').balance;
  const gasOf = (teller: ChainTeller, id: ReturnType<ChainTeller['call']>): Gas => {
    const receipt = teller.chain.receipt(id);
    if (receipt?.ok !== true) throw new RangeError(`Refused: ${receipt?.code ?? 'not included'}.`);
    return receipt.gasUsed;
  };

  /** Whether Ben's exit still waits; a learner's rules may never let it be paid. */
  const isOpen = ({ chain: { state } }: ChainTeller, contract: string): boolean =>
    exitIn(state, contract, position).status === 'open' && below.chain.now < since + LONGEST;

  if (middle === 'alive') {
    const asked = above.call<PlasmaCall>('ben', plasma, startExit, BOND);
    tick();
    stage('exit asked on the child', 2, gasOf(above, asked));
    let finalised = asked;
    while (isOpen(above, 'grandchild')) {
      finalised = above.call<PlasmaCall>('operator', plasma, { kind: 'finaliseExits', most: 10 });
      tick();
      if (sidechain.blocks.length - covered >= CHECKPOINT_BLOCKS) checkpoint();
    }
    stage('exit paid on the child', 2, gasOf(above, finalised));
    const burn = above.call<ChildPegCall>(
      'ben',
      child,
      { kind: 'burn', to: personKey('ben').address },
      payment,
    );
    tick();
    stage('burnt on the child', 2, gasOf(above, burn));
    const start = covered + 1;
    while (sidechain.blocks.length - covered < CHECKPOINT_BLOCKS) tick();
    stage('checkpoint on layer 1', 1, checkpoint());
    const found = sidechain.find(burn);
    if (found === null) throw new RangeError('The burn is in no block.');
    const released = below.call<CheckpointPegCall>('ben', peg, {
      ...{ kind: 'exit', ...shownHeader(found.block.header.number, start, covered), log: 0 },
      ...proveReceipt(found.block.sealed, found.index),
    });
    tick();
    stage('released on layer 1', 1, gasOf(below, released));
  } else {
    isGone = true;
    // The checkpoint did not cover the block that was sealed while it was made: what is not under it does not count.
    const last = sidechain.blocks[covered - 1];
    if (last === undefined) throw new RangeError('There is no last block.');
    below.wait(SILENCE);
    stage('the child is silent', 1, gas(0n));
    const { kind: _kind, ...claim } = startExit;
    const asked = below.call<ComposedExitCall>(
      'ben',
      composed,
      {
        ...{ kind: 'startExit', ...shownHeader(covered, 1, covered), ...claim },
        ...proveThrough(last.sealed.state, 'grandchild', paidBlock, position, [deposited]),
      },
      BOND,
    );
    tick();
    stage('exit asked on layer 1', 1, gasOf(below, asked));
    let finalised = asked;
    while (isOpen(below, 'composed-exit')) {
      finalised = below.call<ComposedExitCall>('operator', composed, { kind: 'finaliseExits', most: 10 });
      tick();
    }
    stage('exit paid on layer 1', 1, gasOf(below, finalised));
  }
  const sumOf = (layer: 1 | 2): Gas =>
    gas(stages.reduce((sum, one) => sum + (one.layer === layer ? one.gasUsed : 0n), 0n));
  return {
    trace: recorder.trace(),
    payment: wei(payment),
    gained: below.user('ben').balance - before,
    stages,
    took: ms(stages.reduce((sum, { took }) => sum + took, 0)),
    gasOnLayer1: sumOf(1),
    gasAbove: sumOf(2),
    stillLocked: peggedIn(below.chain.state, 'root-chain'),
  };
}
