/** Scenarios: a Plasma chain on a day without trouble, and the day on which everyone has to leave. */
import { forgePlasmaOutput } from '../adversaries/plasma-operator.ts';
import { createRandom } from '../foundation/random.ts';
import { gas, ms, wei } from '../foundation/units.ts';
import type { Gas, Ms, Wei } from '../foundation/units.ts';
import { contractAddress } from '../layer1/machine/contracts/contract.ts';
import { exitIn, lockedIn } from '../layer2/plasma/exit-game.ts';
import { plasmaContract } from '../layer2/plasma/plasma-contract.ts';
import type { PlasmaCall, PlasmaRules } from '../layer2/plasma/plasma-contract.ts';
import { PlasmaOperator } from '../layer2/plasma/plasma-operator.ts';
import { positionNumber, positionOf, signPlasmaTransaction } from '../layer2/plasma/plasma-transaction.ts';
import {
  challengesIn,
  confirmationsBy,
  exitCall,
  exitsOwed,
  publishedFor,
} from '../layer2/plasma/plasma-user.ts';
import { plasmaView } from '../layer2/plasma/plasma-view.ts';
import type { Confirmations, PlasmaView } from '../layer2/plasma/plasma-view.ts';
import { Recorder } from '../simulation/recorder.ts';
import type { Trace } from '../simulation/trace.ts';
import { ChainTeller, HOUR_MS, personKey } from './chain-teller.ts';

const BOND = wei(100n);
const EACH = 1_000_000n;
const OPERATOR = 'operator';
/** Blocks of layer 1 come every six hours here instead of every twelve seconds, so that two weeks are 56 of them. */
const INTERVAL = ms(6 * HOUR_MS);
const DAY = 24 * HOUR_MS;
const EXIT_GAS = gas(2_000_000);

/** A Plasma chain with named people, told to a trace. */
export class PlasmaStage {
  readonly teller: ChainTeller;
  readonly contract: ReturnType<typeof plasmaContract>;
  readonly operator: PlasmaOperator;
  readonly recorder: Recorder;
  confirmations: Confirmations = new Map();

  /** A stage at its beginning. Needs `ready()`. */
  constructor(seed: number, people: readonly string[], rules?: Partial<PlasmaRules>) {
    this.recorder = new Recorder(seed);
    this.contract = plasmaContract({
      id: 'plasma',
      operator: personKey(OPERATOR).address,
      bond: BOND,
      ...(rules === undefined ? {} : { rules }),
    });
    this.teller = new ChainTeller({
      ...{ recorder: this.recorder, child: 'plasma', layer: 1, contracts: [this.contract] },
      ...{ people: [OPERATOR, ...people], each: EACH, intervalMs: INTERVAL },
    });
    this.operator = new PlasmaOperator(this.teller.user(OPERATOR), this.contract);
  }

  /** The chain above as anyone sees it. */
  view(): PlasmaView {
    return plasmaView(this.teller.chain.blocks, this.contract.id, this.operator.dataOf);
  }

  /** A payment out of the first output that is large enough. @throws RangeError when there is none, or the operator refuses */
  pay(from: string, to: string, value: bigint): void {
    const key = personKey(from);
    const found = [...this.view().state].find(
      ([, { owner, amount }]) => owner === key.address && amount >= value,
    );
    if (found === undefined) throw new RangeError(`${from} has no output of ${value}.`);
    const [position, { amount }] = found;
    const published = publishedFor(this.view(), position, this.confirmations) ?? [];
    const outputs = [
      { owner: personKey(to).address, amount: wei(value) },
      { owner: key.address, amount: wei(amount - value) },
    ].filter((output) => output.amount > 0n);
    const transaction = { inputs: [positionOf(position)], outputs };
    const received = this.operator.receive(
      signPlasmaTransaction(contractAddress(this.contract.id), transaction, [key], [published]),
    );
    if (!received.ok) throw new RangeError(received.rejection.message);
    this.recorder.record({
      ...{ kind: 'child-payment', at: this.teller.chain.now, actor: from, layer: 2 },
      ...{ chain: 'plasma', to, value: `${value}` },
    });
  }

  /** The operator commits to a block, and those named confirm what they paid in it. */
  commit(confirming: readonly string[]): void {
    this.operator.commit();
    this.teller.seal();
    const view = this.view();
    const made = confirming.flatMap((name) => [...confirmationsBy(view, personKey(name))]);
    this.confirmations = new Map([...this.confirmations, ...made]);
  }

  /** What someone honest does when awake; how many calls it makes. */
  act(name: string): number {
    const view = this.view();
    const calls = challengesIn(view, this.confirmations);
    for (const call of calls) this.teller.call(name, this.contract, call, 0n, EXIT_GAS);
    if (view.trouble === null) return calls.length;
    const { block: number, why } = view.trouble;
    const base = { at: this.teller.chain.now, actor: name, layer: 2, chain: 'plasma' } as const;
    this.recorder.record({ ...base, kind: 'child-chain-distrusted', number, why });
    const exits = exitsOwed(view, personKey(name).address, this.confirmations);
    for (const call of exits) this.teller.call(name, this.contract, call, BOND, EXIT_GAS);
    return calls.length + exits.length;
  }

  /** What someone has on layer 1 beyond what everyone began with. */
  gained(name: string): bigint {
    return this.teller.user(name).balance - EACH;
  }
}

/** What a Plasma run is made of. */
export interface PlasmaSettings {
  readonly seed: number;
  /** The rules of the exit game; the engine's own unless told. */
  readonly rules?: Partial<PlasmaRules>;
}

/** What a Plasma run gives back. */
export interface PlasmaRun {
  readonly trace: Trace;
  readonly deposited: Wei;
  readonly payment: Wei;
  /** What each gained on layer 1 in the end, deposits taken off. */
  readonly gained: { readonly ana: bigint; readonly ben: bigint };
  /** How the exit of the spent deposit ended, and how the one of the payment. */
  readonly spentExit: string;
  readonly honestExit: string;
  /** From asking to being paid. */
  readonly waited: Ms;
  readonly exitGas: Gas;
  readonly challengeGas: Gas;
  /** What the contract still holds for those who stay. */
  readonly locked: Wei;
}

/**
 * Ana deposits, pays Ben above and confirms. Then she asks to leave with the deposit that she has spent: Ben shows the
 * spend and takes her bond. Ben leaves with what he was paid and has it two weeks after its block.
 */
export function runPlasma({ seed, rules }: PlasmaSettings): PlasmaRun {
  const random = createRandom(seed, 'plasma');
  const stage = new PlasmaStage(seed, ['ana', 'ben'], rules);
  const { teller, contract } = stage;
  const deposited = wei(1_000n + random.bigint(9_000n));
  const payment = wei(1n + random.bigint(deposited - 1n));
  teller.done('ana', contract, { kind: 'deposit' }, deposited);
  stage.pay('ana', 'ben', payment);
  stage.commit(['ana']);

  const spent = positionNumber({ block: 1, transaction: 0, output: 0 });
  const paid = positionNumber({ block: 1_000, transaction: 0, output: 0 });
  const leave = (name: string, position: bigint) => {
    const call = exitCall(stage.view(), position, stage.confirmations);
    if (call === null) throw new RangeError(`${name} has nothing to show.`);
    return teller.done(name, contract, call, BOND);
  };
  leave('ana', spent);
  const [challenge] = challengesIn(stage.view(), stage.confirmations);
  const challenged = challenge === undefined ? null : teller.done('ben', contract, challenge);
  const asked = leave('ben', paid);
  const askedAt = teller.chain.now;
  while (
    exitIn(teller.chain.state, 'plasma', paid).status === 'open' &&
    teller.chain.now < askedAt + 30 * DAY
  )
    teller.done(OPERATOR, contract, { kind: 'finaliseExits', most: 10 });
  const { state, now } = teller.chain;
  return {
    trace: stage.recorder.trace(),
    deposited,
    payment,
    gained: { ana: stage.gained('ana') + deposited, ben: stage.gained('ben') },
    spentExit: exitIn(state, 'plasma', spent).status,
    honestExit: exitIn(state, 'plasma', paid).status,
    waited: ms(now - askedAt),
    exitGas: asked.gasUsed,
    challengeGas: challenged?.gasUsed ?? gas(0n),
    locked: lockedIn(state, 'plasma'),
  };
}

/** What a mass exit is made of. */
export interface MassExitSettings {
  readonly seed: number;
  /** Who has coins above; 8 unless told. */
  readonly users?: number;
  /** How many of them look away until it is over; none unless told. */
  readonly asleep?: number;
  /** How many days after the bad block the others look; 3 unless told, a week is what the rules allow. */
  readonly afterDays?: number;
  readonly rules?: Partial<PlasmaRules>;
}

/** What a mass exit gives back. */
export interface MassExitRun {
  readonly trace: Trace;
  /** What was above when the operator turned. */
  readonly deposited: Wei;
  /** What those who were awake had, and what they got. */
  readonly owned: Wei;
  readonly recovered: Wei;
  /** What the thief got: what was left. */
  readonly stolen: Wei;
  readonly exits: number;
  /** Whether each honest exit was paid before the thief's. */
  readonly honestFirst: boolean;
  readonly gasPerExit: Gas;
  /** Exits that fit a block of 30 million gas. */
  readonly exitsPerBlock: number;
}

/**
 * The operator commits to a block whose data it keeps, in which all coins are its own, and asks to leave with them at once.
 * Whoever looks within a week leaves with an older output and is paid first. Those who sleep longer pay for it.
 */
export function runMassExit(settings: MassExitSettings): MassExitRun {
  const { seed, users = 8, asleep = 0, afterDays = 3, rules } = settings;
  if (users < 2 || asleep > users) throw new RangeError(`${asleep} of ${users} cannot be asleep.`);
  const random = createRandom(seed, 'mass-exit');
  const people = Array.from({ length: users }, (_, index) => `user-${index + 1}`);
  const stage = new PlasmaStage(seed, people, rules);
  const { teller, contract } = stage;
  for (const name of people)
    teller.call(name, contract, { kind: 'deposit' }, 1_000n + random.bigint(9_000n), EXIT_GAS);
  teller.seal();
  for (let round = 0; round < 2; round += 1) {
    for (const from of people.filter(() => random.chance(1, 2))) {
      const to = random.pick(people.filter((name) => name !== from));
      const held = [...stage.view().state.values()].find(({ owner }) => owner === personKey(from).address);
      if (held !== undefined) stage.pay(from, to, 1n + random.bigint(held.amount));
    }
    stage.commit(people);
  }

  const before = stage.view();
  const deposited = lockedIn(teller.chain.state, 'plasma');
  const operator = personKey(OPERATOR);
  const number = stage.operator.nextNumber;
  const at = contractAddress('plasma');
  const theft = forgePlasmaOutput(at, operator, number, [...before.state.keys()], deposited);
  stage.operator.commitBlock({ number, transactions: theft.transactions });
  stage.operator.withhold(number);
  teller.seal();
  const operatorBefore = teller.user(OPERATOR).balance;
  const asked = teller.done<PlasmaCall>(OPERATOR, contract, theft.exit, BOND);

  const balances = new Map(people.map((name) => [name, teller.user(name).balance]));
  teller.wait(afterDays * DAY);
  const awake = people.slice(0, users - asleep);
  const owned = [...before.state.values()]
    .filter(({ owner }) => awake.some((name) => personKey(name).address === owner))
    .reduce((sum, { amount }) => sum + amount, 0n);
  const exits = awake.reduce((sum, name) => sum + stage.act(name), 0);
  const sealed = teller.seal();
  // Whatever did not fit this block comes in the next ones.
  while (teller.chain.pending.length > 0) teller.seal();
  const until = teller.chain.now + 21 * DAY;
  while (teller.chain.now < until)
    teller.done<PlasmaCall>(OPERATOR, contract, { kind: 'finaliseExits', most: 100 });

  const used = sealed.receipts.filter(({ ok }) => ok).map(({ gasUsed }) => gasUsed);
  const gasPerExit = gas(
    used.length === 0 ? asked.gasUsed : used.reduce((a, b) => a + b, 0n) / BigInt(used.length),
  );
  const trace = stage.recorder.trace();
  const paid = trace.events.filter((event) => event.kind === 'exit-paid');
  const thief = `${positionNumber({ block: number, transaction: 0, output: 0 })}`;
  const recovered = awake.reduce(
    (sum, name) => sum + teller.user(name).balance - (balances.get(name) ?? 0n),
    0n,
  );
  return {
    trace,
    deposited,
    owned: wei(owned),
    recovered: wei(recovered),
    stolen: wei(teller.user(OPERATOR).balance - operatorBefore),
    exits,
    honestFirst: paid.findIndex(({ exit }) => exit === thief) === paid.length - 1,
    gasPerExit,
    exitsPerBlock: Number(30_000_000n / gasPerExit),
  };
}
