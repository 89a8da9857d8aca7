/** Checks of the first lab: a payment in a block that a second node has checked, and the balances foretold. */
import {
  ready,
  runFirstPayment,
  TRANSFER_GAS,
  type AfterPayment,
  type PayFor,
  type PaymentStep,
  type Standing,
} from 'strata';
import { expect } from '../../workbench/contract/expect.ts';
import { lab } from '../../workbench/contract/lab.ts';

interface FirstTransaction {
  readonly payFor: PayFor;
  readonly afterPayment: AfterPayment;
}

/** Whole numbers with commas between the thousands. */
const group = (amount: bigint): string => String(amount).replaceAll(/\B(?=(\d{3})+(?!\d))/g, ',');

/** Everybody's balance and nonce as text, so that a difference can be named and shown. */
const told = ({ sender, recipient, proposer, burned }: Standing): Readonly<Record<string, string>> => ({
  "Ana's balance": `${group(sender.balance)} wei`,
  "Ana's nonce": `${sender.nonce}`,
  "Bao's balance": `${group(recipient.balance)} wei`,
  "Bao's nonce": `${recipient.nonce}`,
  "the proposer's balance": `${group(proposer.balance)} wei`,
  "the proposer's nonce": `${proposer.nonce}`,
  'the amount burned so far': `${group(burned)} wei`,
});

const difference = (actual: unknown, expected: unknown): string => {
  const mine = actual as Readonly<Record<string, string>>;
  const right = expected as Readonly<Record<string, string>>;
  const name = Object.keys(right).find((key) => mine[key] !== right[key]);
  return name === undefined
    ? 'Your standing differs from the node.'
    : `After the block, ${name} is ${right[name]}. You said ${mine[name]}.`;
};

/** The lesson's figures are taken on this seed only, so that everybody who is right reads the same ones. */
const MEASURED = 1;

/** What a check of amounts says of a payment that never got that far. */
const notInBlock = (code: string): string => `The payment is not in the block (${code}), so nobody is paid.`;

/** The first payment of a run that is not in its block. */
const firstRefused = (steps: readonly PaymentStep[]): PaymentStep | undefined =>
  steps.find(({ refused }) => refused !== null);

export default lab<FirstTransaction>({ payFor: 2, afterPayment: 2 }, (check) => {
  check(
    'Your payment stands in a block that another node accepts',
    async ({ learner, seed, size, show }) => {
      await ready();
      const { trace, steps } = runFirstPayment({ seed, payments: size, payFor: learner.payFor });
      const missing = firstRefused(steps);
      show(trace, missing?.event ?? trace.events.length - 1);
      expect(
        missing === undefined ? 'included' : `${missing.refused?.code}: ${missing.refused?.message}`,
      ).toBe('included');
    },
    {
      sizes: [1, 4],
      explain: ({ actual }) => `The proposer had to leave your transfer out. ${String(actual)}`,
    },
  );

  check(
    'Bao gets what the order says, to the wei',
    async ({ learner, seed, show }) => {
      await ready();
      const { trace, steps } = runFirstPayment({ seed, payments: 2, payFor: learner.payFor });
      for (const { order, before, after, event, refused } of steps) {
        show(trace, event);
        const got = after.recipient.balance - before.recipient.balance;
        expect<unknown>(refused === null ? got : refused.code).toBe(order.value);
      }
    },
    {
      explain: ({ actual, expected }) =>
        typeof actual === 'string'
          ? notInBlock(actual)
          : `Bao got ${String(actual)} wei; the order says ${String(expected)}. The fee is paid on top of the value, by Ana.`,
    },
  );

  check(
    'The proposer gets the whole tip',
    async ({ learner, seed, show, measure }) => {
      await ready();
      const { trace, steps } = runFirstPayment({ seed, payments: 2, payFor: learner.payFor });
      for (const { order, before, after, event, refused } of steps) {
        show(trace, event);
        const gained = after.proposer.balance - before.proposer.balance;
        expect<unknown>(refused === null ? gained : refused.code).toBe(TRANSFER_GAS * order.tip);
        if (seed !== MEASURED || order !== steps[0]?.order) continue;
        const fee = before.sender.balance - after.sender.balance - order.value;
        measure('gas paid for', Number(fee / (order.baseFee + order.tip)), 'gas', Number(TRANSFER_GAS));
        measure(
          'fee of your payment',
          Number(fee) / 1e9,
          'gwei',
          Number(TRANSFER_GAS * (order.baseFee + order.tip)) / 1e9,
        );
        const burned = after.burned - before.burned;
        measure('share of the fee that was burned', Number((burned * 1000n) / fee) / 10, '%');
      }
    },
    {
      explain: ({ actual, expected }) =>
        typeof actual === 'string'
          ? notInBlock(actual)
          : `The proposer should gain ${String(expected)} wei, the ordered tip for each of 21,000 units of gas; it gained ${String(actual)}. The cap must leave room for the tip above the base fee.`,
    },
  );

  check(
    'You know the balances before the block is built',
    async ({ learner, seed, size, show }) => {
      await ready();
      const { trace, steps } = runFirstPayment({ seed, payments: size });
      for (const { order, before, after, event } of steps) {
        show(trace, event);
        expect(told(learner.afterPayment(before, order))).toEqual(told(after));
      }
    },
    { sizes: [1, 4], explain: ({ actual, expected }) => difference(actual, expected) },
  );

  check(
    'No wei appears or disappears',
    async ({ learner, seed }) => {
      await ready();
      const { steps } = runFirstPayment({ seed, payments: 3 });
      const sum = ({ sender, recipient, proposer, burned }: Standing): bigint =>
        sender.balance + recipient.balance + proposer.balance + burned;
      for (const { order, before } of steps)
        expect(sum(learner.afterPayment(before, order))).toBe(sum(before));
    },
    {
      explain: ({ actual, expected }) => {
        const off = typeof actual === 'bigint' && typeof expected === 'bigint' ? actual - expected : 0n;
        return off > 0n
          ? `All four amounts together grew by ${group(off)} wei. Somebody received what nobody paid.`
          : `All four amounts together shrank by ${group(-off)} wei. Ana paid more than the others received and the chain burned.`;
      },
    },
  );
});
