/** Checks of the proof-of-stake lab: the draw is the same for all who make it, and fair to every unit of stake. */
import {
  createRandom,
  drawProposer as referenceDraw,
  hashHex,
  runStakeDraw,
  sha256,
  slot,
  utf8,
  type DrawProposer,
  type Hash,
  type Validator,
} from 'strata';
import { expect } from '../../workbench/contract/expect.ts';
import { lab } from '../../workbench/contract/lab.ts';

interface Learner {
  readonly drawProposer: DrawProposer;
}

const ETHER = 10n ** 18n;
const beaconOf = (seed: number, name = 'beacon'): Hash => hashHex(sha256(utf8(`${name} ${seed}`)));

/** `count` validators with stakes from 1 to 64 ether and ids that are not their places. */
function register(seed: number, count: number): Validator[] {
  const random = createRandom(seed, `register of ${count}`);
  return Array.from({ length: count }, (_, i) => ({
    id: 100 + 7 * i,
    stake: BigInt(random.int(1, 64)) * ETHER + random.bigint(ETHER),
  }));
}

const drawMany = (
  learner: Learner,
  validators: readonly Validator[],
  beacon: Hash,
  slots: number,
): number[] => Array.from({ length: slots }, (_, at) => learner.drawProposer(validators, beacon, slot(at)));

const percent = (part: number, of: number): string => `${((100 * part) / of).toFixed(2)} %`;

/**
 * Six standard deviations, and a little for small counts: √(n p (1 − p)) is a binomial count's deviation, and an honest draw strays
 * further than this once in some hundred million comparisons.
 */
const allowance = (slots: number, share: number): number => 6 * Math.sqrt(slots * share * (1 - share)) + 3;

/** The share of all stake that `stake` is, as a float for counting with. */
const shareOf = (stake: bigint, total: bigint): number => Number((stake * 10n ** 15n) / total) / 1e15;

const totalOf = (validators: readonly Validator[]): bigint =>
  validators.reduce((sum, { stake }) => sum + stake, 0n);

/** `drawn` of `slots` must be what `share` of the stake gives, within binomial bounds. */
function expectShare(who: string, drawn: number, slots: number, share: number): void {
  const expected = slots * share;
  const away = Math.abs(drawn - expected);
  expect(away <= allowance(slots, share)).toBeTrue(
    `${who} ${percent(share, 1)} of the stake and was drawn in ${drawn} of ${slots} slots, ${percent(drawn, slots)}; about ${Math.round(expected)} are due, give or take ${Math.round(allowance(slots, share))}.`,
  );
}

export default lab<Learner>({ drawProposer: 3 }, (check) => {
  check(
    'The same beacon and slot draw the same validator',
    ({ learner, seed, size }) => {
      const validators = register(seed, 5);
      const beacon = beaconOf(seed);
      const once = drawMany(learner, validators, beacon, size);
      // A second node joins late, asks about the slots from the last to the first, and must agree.
      for (let at = size - 1; at >= 0; at -= 1) {
        const again = learner.drawProposer(validators, beacon, slot(at));
        expect(again === once[at]).toBeTrue(
          `For slot ${at} you drew validator ${once[at]}, and asked again with the same beacon, ${again}: two nodes would wait for two different proposers.`,
        );
      }
    },
    { sizes: [1, 4, 40] },
  );

  check('Every slot draws anew', ({ learner, seed }) => {
    const validators = register(seed, 12).map((validator) => ({ ...validator, stake: 32n * ETHER }));
    const drawn = new Set(drawMany(learner, validators, beaconOf(seed), 60));
    expect(drawn.size >= 4).toBeTrue(
      `Twelve validators with equal stakes, 60 slots, one beacon: you drew ${drawn.size === 1 ? 'the same one in every slot' : `only ${drawn.size} of them`}.`,
    );
  });

  check('A new beacon makes a new order', ({ learner, seed }) => {
    const validators = register(seed, 12).map((validator) => ({ ...validator, stake: 32n * ETHER }));
    const [one, other] = ['one', 'other'].map((name) =>
      drawMany(learner, validators, beaconOf(seed, name), 60),
    );
    const same = one?.filter((id, at) => id === other?.[at]).length ?? 0;
    expect(same < 30).toBeTrue(
      `With two different beacons you drew the same proposer in ${same} of 60 slots: whoever knows the slot knows the proposer, years before.`,
    );
  });

  check("The answer is the validator's id, not its place in the list", ({ learner, seed }) => {
    const validators = register(seed, 6);
    for (const id of drawMany(learner, validators, beaconOf(seed), 20)) {
      expect(validators.some((validator) => validator.id === id)).toBeTrue(
        `You drew ${id}; the ids are ${validators.map((validator) => validator.id).join(', ')}.`,
      );
    }
  });

  check(
    'A validator without stake is never drawn',
    ({ learner, seed, size }) => {
      const empty = { id: 900, stake: 0n };
      const staked = { id: 901, stake: 1n };
      // Stakes of a single unit: if the borders of two shares are off by one, it shows at once.
      const validators =
        size === 1
          ? [empty, staked]
          : [empty, staked, { ...empty, id: 902 }, { ...staked, id: 903 }, { ...empty, id: 904 }];
      for (const id of drawMany(learner, validators, beaconOf(seed), 40)) {
        expect(id === 901 || id === 903).toBeTrue(
          `You drew ${id === 900 || id === 902 || id === 904 ? `validator ${id}, which has nothing at stake` : `${id}, which is no validator`}.`,
        );
      }
    },
    { sizes: [1, 2] },
  );

  check(
    'Over many slots each is drawn as often as its stake says',
    ({ learner, seed, size, show, measure }) => {
      const validators = register(seed, size);
      const slots = 2_400;
      const run = runStakeDraw({ seed, validators, slots, draw: learner.drawProposer });
      show(run.trace);
      const total = totalOf(validators);
      const counts = new Map<number, number>(run.shares.map(({ id, drawn }) => [id, drawn]));
      const deviation = (shares: typeof run.shares): number =>
        Math.max(
          ...shares.map(({ stake, drawn }) => {
            const share = shareOf(stake, total);
            return Math.abs(drawn - slots * share) / Math.sqrt(slots * share * (1 - share));
          }),
        );
      measure(
        'largest-deviation',
        deviation(run.shares),
        'σ',
        deviation(runStakeDraw({ seed, validators, slots, draw: referenceDraw }).shares),
      );
      for (const { id, stake } of validators) {
        expectShare(`Validator ${id} has`, counts.get(id) ?? 0, slots, shareOf(stake, total));
      }
    },
    { sizes: [2, 10] },
  );

  check(
    'Splitting a stake into many gains nothing',
    ({ learner, seed, size, measure }) => {
      const slots = 2_400;
      const others = register(seed, 8);
      const whole = totalOf(others) / 3n;
      const heldAs = (pieces: number): number => {
        const piece = whole / BigInt(pieces);
        const split = Array.from({ length: pieces }, (_, i) => ({
          id: 10_000 + i,
          stake: i === 0 ? whole - piece * BigInt(pieces - 1) : piece,
        }));
        return drawMany(learner, [...others, ...split], beaconOf(seed), slots).filter((id) => id >= 10_000)
          .length;
      };
      const drawn = heldAs(size);
      const share = shareOf(whole, whole + totalOf(others));
      // A run keeps the measurements of its last size, so both are taken there.
      if (size === 64) {
        measure('quarter-held-as-1', (100 * heldAs(1)) / slots, '% of slots', 25);
        measure('quarter-held-as-64', (100 * drawn) / slots, '% of slots', 25);
      }
      expectShare(
        size === 1 ? 'One validator has' : `${size} validators of one owner have together`,
        drawn,
        slots,
        share,
      );
    },
    { sizes: [1, 8, 64] },
  );

  check(
    'No share is favoured by a remainder',
    ({ learner, seed, size }) => {
      // Three equal stakes. With too few random bits the total does not go into their range evenly, and the first are drawn more.
      const stake = size === 1 ? 2n ** 30n : size === 2 ? 2n ** 38n : 10n ** 24n;
      const validators = [1, 2, 3].map((id) => ({ id, stake }));
      const slots = 1_500;
      const drawn = drawMany(learner, validators, beaconOf(seed), slots);
      for (const { id } of validators) {
        expectShare(
          `Validator ${id}, one of three alike, has`,
          drawn.filter((other) => other === id).length,
          slots,
          1 / 3,
        );
      }
    },
    { sizes: [1, 2, 3] },
  );
});
