/** Scenario: a payment, a merchant that waits for confirmations, and an attacker that mines in secret. */
import { runRace, type Race } from '../adversaries/double-spend.ts';
import { utf8 } from '../foundation/bytes.ts';
import { hashHex, sha256 } from '../foundation/hash.ts';
import { createRandom, type Random } from '../foundation/random.ts';
import { ms, slot, type Hash } from '../foundation/units.ts';
import { addBlock, createTree, type BlockTree } from '../layer1/consensus/block-tree.ts';
import { GENESIS } from '../layer1/consensus/chain-world.ts';
import { heaviestChain, type ForkChoice } from '../layer1/consensus/fork-choice.ts';
import { doubleSpendByRosenfeld, doubleSpendByWhitepaper } from '../measures/formulas.ts';
import { Recorder } from '../simulation/recorder.ts';
import type { Trace } from '../simulation/trace.ts';

/** What a run of races is made of. */
export interface DoubleSpendSettings {
  readonly seed: number;
  /** The attacker's part of the hash rate in percent, whole; 25 unless told. */
  readonly share?: number;
  /** Blocks upon the payment's at which the merchant delivers; 3 unless told. */
  readonly confirmations?: number;
  /** Races; 2,000 unless told. */
  readonly attempts?: number;
}

/** What a run of races gives back. */
export interface DoubleSpendRun {
  /** The first race that was won, or the first of all when none was, block by block. */
  readonly trace: Trace;
  readonly attempts: number;
  readonly won: number;
  /** Won races by all races. */
  readonly rate: number;
  /** The chance by Rosenfeld, which the races follow, and by the whitepaper's approximation. */
  readonly expected: number;
  readonly approximated: number;
  /** The traced race, and whether the payment is in the chain in the end. */
  readonly shown: Race;
  readonly paymentStands: boolean;
}

const INTERVAL_MS = 600_000;
const PAYMENT = 'the payment';

/**
 * Runs many races and shows one of them as a story on real blocks: the honest chain with the payment, the secret
 * one with the same coins sent elsewhere. In the story a won race goes on to one block more than level, so that
 * every node leaves the chain with the payment (`heaviestChain`). Throws RangeError for a share outside 0 to 100.
 */
export function runDoubleSpend(settings: DoubleSpendSettings): DoubleSpendRun {
  const { seed, share = 25, confirmations = 3, attempts = 2000 } = settings;
  const random = createRandom(seed, 'races');
  const attacker = { numerator: share, denominator: 100 };
  let won = 0;
  let shown: Race | null = null;
  for (let attempt = 0; attempt < attempts; attempt++) {
    const race = runRace({ random, attacker, confirmations });
    if (race.won) won += 1;
    if (!shown || (race.won && !shown.won)) shown = race;
  }
  if (!shown) throw new RangeError('There is no race to show.');
  const story = tell(shown, confirmations, seed);
  return {
    trace: story.trace,
    attempts,
    won,
    rate: won / attempts,
    expected: doubleSpendByRosenfeld(share / 100, confirmations),
    approximated: doubleSpendByWhitepaper(share / 100, confirmations),
    shown,
    paymentStands: story.paymentStands,
  };
}

/** The branches of a story: a tree of real blocks and both tips. */
interface Branches {
  tree: BlockTree;
  readonly tips: { attacker: Hash; honest: Hash };
}

function tell(
  race: Race,
  confirmations: number,
  seed: number,
): { readonly trace: Trace; readonly paymentStands: boolean } {
  const recorder = new Recorder(seed);
  const random: Random = createRandom(seed, 'story');
  const branches: Branches = {
    tree: createTree(GENESIS),
    tips: { attacker: GENESIS.hash, honest: GENESIS.hash },
  };
  let now = ms(0);
  let [honest, secret] = [0, 0];
  recorder.record({
    kind: 'transaction-submitted',
    at: now,
    actor: 'buyer',
    layer: 1,
    transaction: PAYMENT,
    fee: '0',
    size: 250,
  });
  const finders = race.won ? [...race.finders, 'attacker' as const] : race.finders;
  for (const finder of finders) {
    now = ms(now + random.exponentialMs(INTERVAL_MS));
    const { hash, parent, height } = grow(branches, finder, seed);
    const block = { at: now, layer: 1, block: hash, height } as const;
    const transactions = finder === 'honest' && honest === 0 ? [PAYMENT] : [];
    recorder.record({
      ...block,
      kind: 'block-proposed',
      actor: finder === 'honest' ? 'honest miners' : 'attacker',
      parent,
      transactions,
      used: '0',
      limit: '0',
      fees: '0',
      difficulty: '1',
    });
    if (finder === 'honest') {
      honest += 1;
      if (honest === 1)
        recorder.record({
          ...block,
          kind: 'transaction-included',
          actor: 'honest miners',
          transaction: PAYMENT,
          waited: now,
        });
      if (honest === confirmations)
        recorder.record({ ...block, kind: 'finalised', actor: 'merchant', waited: 0 });
    } else {
      secret += 1;
      recorder.record({ ...block, kind: 'block-withheld', actor: 'attacker', lead: secret - honest });
    }
  }
  const head = chooseBy(heaviestChain, branches.tree);
  const paymentStands = !race.won || head !== branches.tips.attacker;
  if (!paymentStands) {
    const at = { at: now, layer: 1 } as const;
    const { attacker, honest: left } = branches.tips;
    recorder.record({
      ...at,
      kind: 'blocks-released',
      actor: 'attacker',
      block: attacker,
      height: secret,
      blocks: secret,
    });
    const undone = { from: left, to: attacker, ancestor: GENESIS.hash, depth: honest };
    recorder.record({ ...at, kind: 'reorganised', actor: 'honest miners', ...undone });
    recorder.record({
      ...at,
      kind: 'payment-reversed',
      actor: 'merchant',
      transaction: PAYMENT,
      confirmations: honest,
    });
  }
  return { trace: recorder.trace(), paymentStands };
}

const chooseBy = (forkChoice: ForkChoice, tree: BlockTree): Hash => forkChoice(tree, []);

function grow(branches: Branches, finder: 'attacker' | 'honest', seed: number) {
  const parent = branches.tips[finder];
  const height = (branches.tree.blocks.get(parent)?.height ?? 0) + 1;
  const hash = hashHex(sha256(utf8(`${seed}/${finder}/${height}/${parent}`)));
  const block = { hash, parent, height, work: 1n, slot: slot(height) };
  const grown = addBlock(branches.tree, block);
  if (!grown.ok) throw new RangeError(grown.rejection.message);
  branches.tree = grown.value;
  branches.tips[finder] = hash;
  return block;
}
