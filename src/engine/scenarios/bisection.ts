/** A dispute by bisection, from the assertion to its end: an honest challenger against a liar, or an honest asserter against challengers who are wrong. */
import { disputeAtRandom, lyingAsserter } from '../adversaries/lying-asserter.ts';
import type { ProposerLie } from '../adversaries/lying-proposer.ts';
import { hexToBytes } from '../foundation/bytes.ts';
import { gas, ms } from '../foundation/units.ts';
import type { SealedBlock } from '../layer1/chain/contract-chain.ts';
import type { Ms, Wei } from '../foundation/units.ts';
import { encodeMachineHeader, headerOf } from '../layer1/machine/machine-header.ts';
import { contractAddress } from '../layer1/machine/contracts/contract.ts';
import type { Contract } from '../layer1/machine/contracts/contract.ts';
import { bisections } from '../layer2/rollups/optimistic/bisection-contract.ts';
import type { BisectionCall } from '../layer2/rollups/optimistic/bisection-contract.ts';
import { longestBisection, TEACHING_BISECTION } from '../layer2/rollups/optimistic/bisection-parameters.ts';
import type { BisectionParameters } from '../layer2/rollups/optimistic/bisection-parameters.ts';
import { nextBisectionCalls } from '../layer2/rollups/optimistic/bisection-player.ts';
import type { BisectionAction, BisectionParty } from '../layer2/rollups/optimistic/bisection-player.ts';
import { bisectionRounds } from '../layer2/rollups/optimistic/bisection-rules.ts';
import type { BisectMove } from '../layer2/rollups/optimistic/bisection-rules.ts';
import { bisectionStorageIn } from '../layer2/rollups/optimistic/bisection-storage.ts';
import type { AssertionStatus, BisectionChallenge } from '../layer2/rollups/optimistic/bisection-storage.ts';
import { outputRoot } from '../layer2/rollups/optimistic/transfer-program.ts';
import { TransferRollup } from '../layer2/rollups/optimistic/transfer-rollup.ts';
import type { Trace } from '../simulation/trace.ts';
import { BisectionRecord } from './bisection-record.ts';
import { DISPUTE_INTERVAL, DISPUTE_PURSE, DisputeWorld, LONGEST_ABSENCE } from './dispute-world.ts';
import type { DisputeFaults } from './dispute-world.ts';

/** What a dispute by bisection is made of. */
export interface BisectionRunSettings {
  readonly seed: number;
  /** How the asserter lies; `none` for an honest one. `forged-step` unless told. */
  readonly lie?: ProposerLie | 'none';
  /** Others who challenge: against a right assertion they are wrong, against a wrong one they are accomplices who try to lose. None unless told. */
  readonly challengers?: number;
  /** Transfers in the one batch whose run is disputed; each takes 45 steps at most. 20 unless told. */
  readonly transfers?: number;
  readonly parameters?: BisectionParameters;
  /** How the honest challenger chooses; the engine's own choice unless told. */
  readonly bisect?: BisectMove;
  readonly faults?: DisputeFaults;
}

/** What it gives back. */
export interface BisectionRun {
  readonly trace: Trace;
  readonly status: AssertionStatus;
  readonly isAssertionTrue: boolean;
  /** Steps of the run, and rounds that halving them takes. */
  readonly steps: number;
  readonly rounds: number;
  readonly challenges: readonly BisectionChallenge[];
  /** The step that the honest party's challenge came down to, and the first that the liar's run has wrong; the first step is 1. Null where there is none. */
  readonly found: number | null;
  readonly firstWrong: number | null;
  readonly lasted: Ms;
  readonly bound: Ms;
  readonly gains: Readonly<Record<string, bigint>>;
  readonly left: Wei;
}

const HONEST = 'honest';
const LIAR = 'liar';

/** The first step after which the roots of two runs differ, by halving; null when their ends are the same. */
function partingOf(
  a: { rootAt(step: number): string },
  b: { rootAt(step: number): string },
  most: number,
): number | null {
  let [same, parted] = [0, most];
  if (a.rootAt(parted) === b.rootAt(parted)) return null;
  while (parted - same > 1) {
    const middle = Math.floor((same + parted) / 2);
    if (a.rootAt(middle) === b.rootAt(middle)) same = middle;
    else parted = middle;
  }
  return parted;
}

/** How many bytes the accepted proofs of a block have, by the number of their challenge. */
function witnessesIn(
  sealed: SealedBlock | undefined,
  contract: Contract<BisectionCall>,
): Map<number, number> {
  const found = new Map<number, number>();
  for (const [index, { data, to }] of (sealed?.block.transactions ?? []).entries()) {
    if (to !== contractAddress(contract.id) || sealed?.receipts[index]?.ok !== true) continue;
    const call = contract.codec?.decode(hexToBytes(data));
    const read = call?.ok === true ? (call.value as BisectionCall) : null;
    if (read?.kind === 'prove') found.set(read.challenge, read.witness.length);
  }
  return found;
}

/** Plays one assertion and all its challenges on a chain of half-hour blocks. */
export function runBisection(settings: BisectionRunSettings): BisectionRun {
  const { seed, lie = 'forged-step', challengers = 0, transfers = 20, faults = {}, bisect } = settings;
  const { parameters = TEACHING_BISECTION } = settings;
  const others = Array.from({ length: challengers }, (_, at) => `challenger-${at + 1}`);
  const names = [HONEST, LIAR, ...others];
  let made: Contract<BisectionCall> | undefined;
  const world = new DisputeWorld({
    ...{ seed, players: names, batches: 1, transfersPerBatch: transfers },
    contract: (genesis) => (made = bisections({ parameters, genesis: outputRoot(genesis) })),
  });
  const contract = made as unknown as Contract<BisectionCall>;
  const address = contractAddress(contract.id);
  const { chain, batches, genesis, random } = world;
  const node = new TransferRollup(genesis, batches);
  const run = node.runOf(1);
  let [own, wasAwake] = [run, true];
  const liar = lie === 'none' ? null : lyingAsserter(random.fork(LIAR), lie, genesis, batches);
  const honest = { steps: run.steps, header: encodeMachineHeader(headerOf(run.at(run.steps))) };
  const { steps, header } = liar ?? honest;
  const call = { kind: 'assert', steps, header, inbox: node.inboxAt(1) } as const;
  world.send(liar === null ? HONEST : LIAR, contract, call, parameters.stake);
  chain.seal();

  const storage = () => bisectionStorageIn(chain.state, address);
  const submit = (name: string, actions: readonly BisectionAction[]): void => {
    for (const { call: one, value } of actions) world.send(name, contract, one, value, gas(1_500_000n));
  };
  const party = (name: string, more: Omit<BisectionParty, 'self'>): BisectionParty => ({
    self: world.user(name).address,
    ...more,
  });
  const record = new BisectionRecord(seed, (owner) => world.nameOf(owner));
  record.see(chain.now, storage());
  const bound = ms(longestBisection(parameters) + (LONGEST_ABSENCE + 3) * DISPUTE_INTERVAL);
  const start = storage().assertion(0).madeAt;
  const players: readonly (readonly [name: string, act: () => readonly BisectionAction[]])[] = [
    [
      HONEST,
      () =>
        nextBisectionCalls(
          storage(),
          ms(chain.now + DISPUTE_INTERVAL),
          party(HONEST, { runOf: (height) => (height === 1 ? own : null), ...(bisect ? { bisect } : {}) }),
          parameters,
        ),
    ],
    [
      LIAR,
      () =>
        nextBisectionCalls(
          storage(),
          ms(chain.now + DISPUTE_INTERVAL),
          party(LIAR, { runOf: () => liar?.run() ?? null }),
          parameters,
        )
          .map((action) => liar?.make(action) ?? null)
          .filter((action) => action !== null),
    ],
    ...others.map((name) => {
      const chance = random.fork(name);
      const wrong = lyingAsserter(chance, 'forged-step', genesis, batches);
      return [
        name,
        () =>
          chance.chance(1, 3)
            ? []
            : nextBisectionCalls(
                storage(),
                ms(chain.now + DISPUTE_INTERVAL),
                party(name, { runOf: () => wrong.run(), bisect: disputeAtRandom(chance) }),
                parameters,
              ),
      ] as const;
    }),
  ];
  const isOpen = (): boolean => {
    const { assertions, challenges } = storage();
    if (assertions === 0 || storage().assertion(0).status === 'pending') return true;
    return Array.from({ length: challenges }, (_, at) => storage().challenge(at).turn).some(
      (turn) => turn === 'asserter' || turn === 'challenger',
    );
  };
  while (isOpen() && chain.now < start + bound) {
    const isAwake = world.isAwake(faults);
    // Whoever was away has crashed and forgotten everything: its node runs the chain's batches anew.
    if (isAwake && !wasAwake) own = new TransferRollup(genesis, world.batches).runOf(1);
    wasAwake = isAwake;
    for (const [name, act] of players) if (name !== HONEST || isAwake) submit(name, act());
    const undone = world.seal(faults, isAwake);
    if (storage().assertions > 0)
      record.see(chain.now, storage(), undone, witnessesIn(chain.blocks.at(-1), contract));
  }
  const assertion = storage().assertion(0);
  const challenges = Array.from({ length: storage().challenges }, (_, at) => storage().challenge(at));
  const self = world.user(HONEST).address;
  const isHonest = (one: BisectionChallenge): boolean => (liar === null ? true : one.challenger === self);
  const last = challenges.filter(isHonest).find(({ segment }) => segment.to - segment.from === 1);
  return {
    trace: record.trace(),
    status: assertion.status,
    isAssertionTrue: assertion.output === node.outputAt(1) && assertion.end === run.rootAt(run.steps),
    steps,
    rounds: bisectionRounds(steps),
    challenges,
    found: last?.segment.to ?? null,
    firstWrong: liar === null ? null : partingOf(run, liar.run(), 2 ** bisectionRounds(steps)),
    lasted: ms((assertion.status === 'pending' ? chain.now : assertion.settledAt) - assertion.madeAt),
    bound,
    gains: Object.fromEntries(names.map((name) => [name, world.user(name).balance - DISPUTE_PURSE])),
    left: world.heldBy(contract.id),
  };
}
