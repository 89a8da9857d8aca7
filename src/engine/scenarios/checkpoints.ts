/** Scenario: stake signs checkpoints of a sidechain; a burn is paid below against them; and some of the stake colludes. */
import { forgeCheckpoint } from '../adversaries/colluding-validators.ts';
import { createRandom } from '../foundation/random.ts';
import { ms, wei } from '../foundation/units.ts';
import type { Gas, Ms, Wei } from '../foundation/units.ts';
import { hexToBytes } from '../foundation/bytes.ts';
import { contractAddress } from '../layer1/machine/contracts/contract.ts';
import {
  certificateFields,
  childPeg,
  lockHash,
  settledLocks,
  supplyOf,
} from '../layer2/sidechains/child-peg.ts';
import type { ChildPegCall } from '../layer2/sidechains/child-peg.ts';
import { allStake, checkpointRoot, proveHeader, voteForCheckpoint } from '../layer2/sidechains/checkpoint.ts';
import type { CheckpointVote, StakeCheckpoint, StakeHolder } from '../layer2/sidechains/checkpoint.ts';
import { checkpointPeg, lastCheckpoint } from '../layer2/sidechains/checkpoint-peg.ts';
import type { CheckpointPegCall, CheckpointRules } from '../layer2/sidechains/checkpoint-peg.ts';
import { peggedIn } from '../layer2/sidechains/peg-ledger.ts';
import { proveReceipt } from '../layer2/sidechains/side-block.ts';
import { certify, membersOf, Sidechain } from '../layer2/sidechains/sidechain.ts';
import { Recorder } from '../simulation/recorder.ts';
import type { Trace } from '../simulation/trace.ts';
import { ChainTeller, personKey } from './chain-teller.ts';

/** What a run of checkpoints is made of. */
export interface CheckpointsSettings {
  readonly seed: number;
  /** The stake of each holder; ten with 10 each unless told. */
  readonly stakes?: readonly bigint[];
  /** How many of them, from the first on, collude to steal; none unless told. */
  readonly colluding?: number;
  /** How many of them, from the first on, sign nothing; none unless told. */
  readonly silent?: number;
  /** Blocks of a checkpoint; 16 unless told, 256 on average on Polygon. */
  readonly length?: number;
  readonly rules?: Partial<CheckpointRules>;
}

/** What a run of checkpoints gives back. */
export interface CheckpointsRun {
  readonly trace: Trace;
  readonly locked: Wei;
  /** Whether the honest checkpoint was taken, and how the honest exit ended. */
  readonly checkpoint: string;
  readonly exit: string;
  readonly released: Wei;
  readonly secondExit: string;
  /** How the forged checkpoint ended, and what it brought. */
  readonly forged: string;
  readonly stolen: Wei;
  readonly supply: Wei;
  readonly stillLocked: Wei;
  /** From the burn to the release. */
  readonly outMs: Ms;
  readonly checkpointGas: Gas;
  readonly exitGas: Gas;
}

const RESERVE = wei(21_000_000n);
const EACH = 100_000n;
const NAMES = ['ana', 'ben', 'proposer', 'thief'] as const;

/**
 * Ana locks and uses the sidechain, burns half and leaves with a checkpoint of honest holders. Then those who collude submit
 * a checkpoint of a block that never was, in which all that is locked is burnt for a thief.
 */
export function runCheckpoints(settings: CheckpointsSettings): CheckpointsRun {
  const { seed, colluding = 0, silent = 0, length = 16, rules } = settings;
  const stakes = settings.stakes ?? Array.from({ length: 10 }, () => 10n);
  const random = createRandom(seed, 'checkpoints');
  const recorder = new Recorder(seed);
  const keys = stakes.map((_, id) => personKey(`holder-${id}`));
  const holders = stakes.map((stake, id): StakeHolder => ({
    id,
    stake,
    publicKey: keys[id]?.publicKey ?? '0x',
  }));
  const committee = [0, 1, 2, 3].map((id) => ({ id, key: personKey(`member-${id}`) }));
  const members = membersOf(committee);
  const peg = checkpointPeg({
    ...{ id: 'root-chain', holders, childPeg: contractAddress('child-peg') },
    ...(rules === undefined ? {} : { rules }),
  });
  const child = childPeg({ id: 'child-peg', parent: contractAddress('root-chain'), members });
  const below = new ChainTeller({
    ...{ recorder, child: 'sidechain', layer: 1, contracts: [peg], people: NAMES },
    ...{ each: EACH, intervalMs: ms(12_000) },
  });
  const above = new ChainTeller({
    ...{ recorder, child: 'sidechain', layer: 2, contracts: [child], people: NAMES, each: 0n },
    ...{ intervalMs: ms(2_000), reserves: [['child-peg', RESERVE]] },
  });
  const sidechain = new Sidechain(above.chain, committee);
  const at = contractAddress('root-chain');
  const supply = (): Wei => supplyOf(above.chain.state, 'child-peg', RESERVE);

  const submit = (checkpoint: StakeCheckpoint, votes: readonly CheckpointVote[]) => {
    const call: CheckpointPegCall = {
      ...{ kind: 'submitCheckpoint', ...checkpoint },
      holders: votes.map(({ holder }) => BigInt(holder)),
      signatures: votes.map(({ signature }) => hexToBytes(signature)),
    };
    const receipt = below.done('proposer', peg, call);
    const signed = votes.reduce((sum, { holder }) => sum + (stakes[holder] ?? 0n), 0n);
    recorder.record({
      ...{ kind: 'checkpoint-submitted', at: below.chain.now, actor: 'proposer', layer: 1 },
      ...{ chain: 'sidechain', from: checkpoint.start, to: checkpoint.end },
      ...{ stake: `${signed}`, of: `${allStake(holders)}`, outcome: receipt.code },
    });
    return receipt;
  };

  const amount = 1_000n + random.bigint(9_000n);
  below.done<CheckpointPegCall>('ana', peg, { kind: 'lock', to: personKey('ana').address }, amount);
  while (settledLocks(below.chain.blocks, 'root-chain', 6).length === 0) below.seal();
  for (const lock of settledLocks(below.chain.blocks, 'root-chain', 6)) {
    const certified = certify(lockHash(at, lock), lock.index, committee, members);
    if (!certified.ok) throw new RangeError(certified.rejection.message);
    above.call<ChildPegCall>('ana', child, { kind: 'mint', ...lock, ...certificateFields(certified.value) });
    sidechain.seal();
    recorder.record({
      ...{ kind: 'peg-minted', at: below.chain.now, actor: 'ana', layer: 2 },
      ...{ chain: 'sidechain', value: `${lock.amount}`, supply: `${supply()}` },
    });
  }
  const burnt = amount / 2n;
  const id = above.call<ChildPegCall>('ana', child, { kind: 'burn', to: personKey('ana').address }, burnt);
  sidechain.seal();
  recorder.record({
    ...{ kind: 'peg-burnt', at: below.chain.now, actor: 'ana', layer: 2 },
    ...{ chain: 'sidechain', value: `${burnt}`, supply: `${supply()}` },
  });
  const burntAt = below.chain.now;
  // Six blocks above in the time of one below.
  while (sidechain.blocks.length < length) {
    if (sidechain.blocks.length % 6 === 0) below.seal();
    sidechain.seal();
  }
  const headers = sidechain.blocks.map(({ header }) => header);
  const proposer = personKey('proposer').address;
  const checkpoint = { proposer, start: 1, end: headers.length, root: checkpointRoot(headers) };
  const votes = keys.map((key, holder) => voteForCheckpoint(at, checkpoint, holder, key)).slice(silent);
  const submitted = submit(checkpoint, votes);

  const found = sidechain.find(id);
  if (found === null) throw new RangeError('The burn is in no block.');
  const { header, sealed } = found.block;
  const exitCall: CheckpointPegCall = {
    ...{ kind: 'exit', ...header, ...proveReceipt(sealed, found.index), log: 0 },
    ...{ checkpoint: 10_000, blockProof: proveHeader(headers, header.number - 1) },
  };
  const before = below.user('ana').balance;
  const exit = below.done('ana', peg, exitCall);
  const released = below.user('ana').balance - before;
  const outMs = ms(below.chain.now - burntAt);
  const secondExit = below.done('ana', peg, exitCall).code;

  let forged = 'none';
  let stolen = 0n;
  if (colluding > 0) {
    const collusion = forgeCheckpoint({
      ...{ peg: at, childPeg: contractAddress('child-peg'), thief: personKey('thief').address, burn: 999 },
      colluding: keys.slice(0, colluding).map((key, holder) => ({ id: holder, key })),
      start: submitted.ok ? headers.length + 1 : 1,
      amount: peggedIn(below.chain.state, 'root-chain'),
    });
    forged = submit(collusion.checkpoint, collusion.votes).code;
    const { header: forgedHeader, ...receipt } = collusion.burn;
    const had = below.user('thief').balance;
    below.done<CheckpointPegCall>('thief', peg, {
      ...{ kind: 'exit', ...forgedHeader, ...receipt, blockProof: collusion.blockProof },
      checkpoint: lastCheckpoint(below.chain.state, 'root-chain'),
    });
    stolen = below.user('thief').balance - had;
  }
  return {
    trace: recorder.trace(),
    locked: wei(amount),
    checkpoint: submitted.code,
    exit: exit.code,
    released: wei(released),
    ...{ secondExit, forged, outMs },
    stolen: wei(stolen),
    supply: supply(),
    stillLocked: peggedIn(below.chain.state, 'root-chain'),
    checkpointGas: submitted.gasUsed,
    exitGas: exit.gasUsed,
  };
}
