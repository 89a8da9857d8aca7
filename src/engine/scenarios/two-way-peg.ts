/** Scenario: coins are locked below, minted above, spent there, burnt, and released below; the supply never exceeds the lock. */
import { createRandom } from '../foundation/random.ts';
import { ms, wei } from '../foundation/units.ts';
import type { Gas, Ms, Wei } from '../foundation/units.ts';
import { contractAddress } from '../layer1/machine/contracts/contract.ts';
import {
  childPeg,
  certificateFields,
  lockHash,
  settledLocks,
  supplyOf,
  isMinted,
} from '../layer2/sidechains/child-peg.ts';
import type { ChildPegCall } from '../layer2/sidechains/child-peg.ts';
import type { VerifyBurn } from '../layer2/sidechains/burn-proof.ts';
import { pegContract } from '../layer2/sidechains/peg-contract.ts';
import type { PegCall } from '../layer2/sidechains/peg-contract.ts';
import { peggedIn } from '../layer2/sidechains/peg-ledger.ts';
import type { DecideMint, DecideRelease } from '../layer2/sidechains/peg-ledger.ts';
import { proveReceipt } from '../layer2/sidechains/side-block.ts';
import { certify, membersOf, Sidechain } from '../layer2/sidechains/sidechain.ts';
import type { CommitteeMember, SignedSideBlock } from '../layer2/sidechains/sidechain.ts';
import { Recorder } from '../simulation/recorder.ts';
import type { Trace } from '../simulation/trace.ts';
import { ChainTeller, personKey } from './chain-teller.ts';

/** What a run of a peg is made of. */
export interface TwoWayPegSettings {
  readonly seed: number;
  /** Blocks on top of a lock before the committee mints for it; 6 unless told. */
  readonly depth?: number;
  /** Layer 1 loses so many blocks, and the lock in them, after the mint; none unless told. */
  readonly reorganise?: number;
  readonly decideMint?: DecideMint;
  readonly decideRelease?: DecideRelease;
  readonly verifyBurn?: VerifyBurn;
}

/** What a run of a peg gives back. */
export interface TwoWayPegRun {
  readonly trace: Trace;
  readonly locked: Wei;
  readonly released: Wei;
  /** After each step: what is locked below, what there is above. */
  readonly books: readonly { readonly step: string; readonly locked: Wei; readonly supply: Wei }[];
  /** Whether the supply was never above the lock. */
  readonly isBacked: boolean;
  /** How a second mint of a lock and a second release of a burn ended. */
  readonly secondMint: string;
  readonly secondRelease: string;
  /** From the lock to the mint, and from the burn to the release. */
  readonly inMs: Ms;
  readonly outMs: Ms;
  readonly releaseGas: Gas;
}

const RESERVE = wei(21_000_000n);
const EACH = 100_000n;
const BELOW_MS = ms(12_000);
const ABOVE_MS = ms(2_000);
const RELAYER = 'relayer';
const NAMES = ['ana', 'ben', RELAYER] as const;

/** Four members, of whom one may lie or be silent. */
const COMMITTEE: () => readonly CommitteeMember[] = () =>
  [0, 1, 2, 3].map((id) => ({ id, key: personKey(`member-${id}`) }));

/**
 * Ana locks coins, the committee mints them above once they are deep enough; Ana pays Ben there; Ben burns what he got and
 * has it below. Everything is tried a second time. With `reorganise` deeper than `depth`, the lock disappears after the mint,
 * and the supply above is without cover: what a peg costs when layer 1 is not final.
 */
export function runTwoWayPeg(settings: TwoWayPegSettings): TwoWayPegRun {
  const { seed, depth = 6, reorganise = 0 } = settings;
  const random = createRandom(seed, 'two-way-peg');
  const recorder = new Recorder(seed);
  const committee = COMMITTEE();
  const members = membersOf(committee);
  const { decideMint: mintRule, decideRelease: releaseRule, verifyBurn: burnRule } = settings;
  const peg = pegContract({
    ...{ id: 'peg', members, childPeg: contractAddress('child-peg') },
    ...(releaseRule === undefined ? {} : { decideRelease: releaseRule }),
    ...(burnRule === undefined ? {} : { verifyBurn: burnRule }),
  });
  const child = childPeg({
    ...{ id: 'child-peg', parent: contractAddress('peg'), members },
    ...(mintRule === undefined ? {} : { decide: mintRule }),
  });
  const below = new ChainTeller({
    ...{ recorder, child: 'sidechain', layer: 1, contracts: [peg], people: NAMES },
    ...{ each: EACH, intervalMs: BELOW_MS },
  });
  const above = new ChainTeller({
    ...{ recorder, child: 'sidechain', layer: 2, contracts: [child], people: NAMES, each: 0n },
    ...{ intervalMs: ABOVE_MS, reserves: [['child-peg', RESERVE]] },
  });
  const sidechain = new Sidechain(above.chain, committee);
  const books: TwoWayPegRun['books'][number][] = [];
  const supply = (): Wei => supplyOf(above.chain.state, 'child-peg', RESERVE);
  const note = (step: string): void => {
    books.push({ step, locked: peggedIn(below.chain.state, 'peg'), supply: supply() });
  };
  const tellAbove = (kind: 'peg-minted' | 'peg-burnt', actor: string, value: bigint): void =>
    recorder.record({
      ...{ kind, at: below.chain.now, actor, layer: 2 },
      ...{ chain: 'sidechain', value: `${value}`, supply: `${supply()}` },
    });
  const sealAbove = (): SignedSideBlock => {
    const block = sidechain.seal();
    if (block === null) throw new RangeError('The committee is no quorum.');
    return block;
  };

  note('begin');
  const amount = 1_000n + random.bigint(9_000n);
  below.done<PegCall>('ana', peg, { kind: 'lock', to: personKey('ana').address }, amount);
  const lockedAt = below.chain.now;
  note('lock');
  while (settledLocks(below.chain.blocks, 'peg', depth).length === 0) below.seal();
  const [lock] = settledLocks(below.chain.blocks, 'peg', depth);
  if (lock === undefined) throw new RangeError('Nothing was locked.');
  const mint = (): string => {
    const certified = certify(lockHash(contractAddress('peg'), lock), lock.index, committee, members);
    if (!certified.ok) return certified.rejection.code;
    const call: ChildPegCall = { kind: 'mint', ...lock, ...certificateFields(certified.value) };
    const id = above.call(RELAYER, child, call);
    sealAbove();
    return above.chain.receipt(id)?.code ?? 'not-included';
  };
  mint();
  const inMs = ms(below.chain.now - lockedAt);
  if (isMinted(above.chain.state, 'child-peg', lock.index)) tellAbove('peg-minted', 'ana', lock.amount);
  note('mint');
  const secondMint = mint();
  note('mint again');

  if (reorganise > 0) {
    const head = below.chain.blocks.at(-1)?.hash ?? '';
    const undone = below.chain.reorganise(Math.min(reorganise, below.chain.height), () => true);
    recorder.record({
      ...{ kind: 'reorganised', at: below.chain.now, actor: 'layer 1', layer: 1, from: head },
      ...{ to: below.chain.blocks.at(-1)?.hash ?? 'genesis', ancestor: 'genesis', depth: undone.length },
    });
    note('reorganise');
  }

  const payment = 1n + random.bigint(amount - 1n);
  above.user('ana').pay(personKey('ben').address, wei(payment));
  sealAbove();
  recorder.record({
    ...{ kind: 'child-payment', at: below.chain.now, actor: 'ana', layer: 2 },
    ...{ chain: 'sidechain', to: 'ben', value: `${payment}` },
  });
  const burnId = above.call<ChildPegCall>(
    'ben',
    child,
    { kind: 'burn', to: personKey('ben').address },
    payment,
  );
  sealAbove();
  tellAbove('peg-burnt', 'ben', payment);
  note('burn');
  const burntAt = below.chain.now;
  const found = sidechain.find(burnId);
  if (found === null) throw new RangeError('The burn is in no block.');
  const { header, certificate, sealed } = found.block;
  const call: PegCall = {
    ...{ kind: 'release', ...header, ...proveReceipt(sealed, found.index), log: 0 },
    ...certificateFields(certificate),
  };
  const before = below.user('ben').balance;
  const release = below.done('ben', peg, call);
  const outMs = ms(below.chain.now - burntAt);
  note('release');
  const secondRelease = below.done('ben', peg, call).code;
  note('release again');
  return {
    trace: recorder.trace(),
    locked: wei(amount),
    released: wei(below.user('ben').balance - before),
    books,
    isBacked: books.every(({ locked, supply: there }) => there <= locked),
    ...{ secondMint, secondRelease, inMs, outMs },
    releaseGas: release.gasUsed,
  };
}
