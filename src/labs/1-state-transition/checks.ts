/** Checks of the lab on the state transition: signed transfers, each refusal, and what must be conserved. */
import {
  applyTransfer,
  gas,
  getAccount,
  ready,
  signTransfer,
  stateRoot,
  TRANSFER_GAS,
  wei,
  type ApplyTransfer,
  type Transfer,
} from 'strata';
import { expect } from '../../workbench/contract/expect.ts';
import { lab } from '../../workbench/contract/lab.ts';
import { buildOn, startNode } from './nodes.ts';
import { codeOf, notRefused, refuses } from './refusals.ts';
import { difference, group, GWEI, held, peopleOf, rolesOf, supply, town } from './town.ts';

interface StateTransition {
  readonly applyTransfer: ApplyTransfer;
}

export default lab<StateTransition>({ applyTransfer: 3 }, (check) => {
  check(
    'A payment moves the value, the fee and the nonce',
    async ({ learner, seed, measure }) => {
      await ready();
      const here = town(seed);
      const before = stateRoot(here.state);
      const after = expect(
        learner.applyTransfer(here.state, signTransfer(here.request, here.ana.secretKey), here.context),
      ).toBeOk();
      const right = expect(
        applyTransfer(here.state, signTransfer(here.request, here.ana.secretKey), here.context),
      ).toBeOk();
      expect(held(after, peopleOf(here))).toEqual(held(right, peopleOf(here)));
      expect({ 'The old state': String(stateRoot(here.state)) }).toEqual({ 'The old state': String(before) });
      const paid =
        getAccount(here.state, here.ana.address).balance -
        getAccount(after, here.ana.address).balance -
        here.request.value;
      const price = here.context.baseFee + here.request.maxPriorityFeePerGas;
      measure('gas charged for a transfer', Number(paid / price), 'gas', Number(TRANSFER_GAS));
    },
    {
      explain: ({ actual, expected }) =>
        typeof expected === 'object'
          ? difference(actual, expected)
          : 'This payment offends no rule; you refused it.',
    },
  );

  check(
    'Apart from the burned base fee, no wei appears or disappears',
    async ({ learner, seed, size }) => {
      await ready();
      const here = town(seed);
      const people = [here.ana, here.bao, here.cem];
      let state = here.state;
      for (let step = 0; step < size; step++) {
        const from = here.random.pick(people);
        const { nonce } = getAccount(state, from.address);
        const to = here.random.pick(people).address;
        const value = wei(here.random.bigint(10n ** 15n));
        const transfer = signTransfer(
          { ...here.request, nonce, to, value, gasLimit: gas(25_000) },
          from.secretKey,
        );
        const next = expect(learner.applyTransfer(state, transfer, here.context)).toBeOk();
        expect(supply(next) - supply(state)).toBe(-TRANSFER_GAS * here.context.baseFee);
        state = next;
      }
    },
    {
      sizes: [1, 4, 12],
      explain: ({ actual, expected }) => {
        if (typeof actual !== 'bigint' || typeof expected !== 'bigint')
          return 'A payment that offends no rule was refused.';
        const off = actual - expected;
        return off > 0n
          ? `All balances together should fall by ${group(-expected)} wei, the burned base fee. They changed by ${group(actual)}: ${group(off)} wei came from nowhere.`
          : `All balances together should fall by ${group(-expected)} wei, the burned base fee. They changed by ${group(actual)}: ${group(-off)} wei more are gone.`;
      },
    },
  );

  check(
    'Paying yourself costs the fee and nothing else',
    async ({ learner, seed }) => {
      await ready();
      const here = town(seed);
      for (const [role, to, proposer] of rolesOf(here)) {
        const context = { ...here.context, proposer };
        const transfer = signTransfer({ ...here.request, to }, here.ana.secretKey);
        const mine = expect(learner.applyTransfer(here.state, transfer, context)).toBeOk();
        const right = expect(applyTransfer(here.state, transfer, context)).toBeOk();
        expect({ role, ...held(mine, peopleOf(here)) }).toEqual({ role, ...held(right, peopleOf(here)) });
      }
    },
    {
      explain: ({ actual, expected }) => {
        if (typeof expected !== 'object') return 'A payment that offends no rule was refused.';
        const { role } = expected as { readonly role: string };
        return `Ana ${role}. ${difference(actual, expected)}`;
      },
    },
  );

  check(
    'The tip shrinks where the fee cap is tight',
    async ({ learner, seed }) => {
      await ready();
      const here = town(seed);
      // A tip below one gwei, so that the cap is never below it: that would be another offence.
      const tip = 2n + here.random.bigint(GWEI - 2n);
      for (const room of [0n, 1n, here.random.bigint(tip), tip]) {
        const transfer = signTransfer(
          { ...here.request, maxFeePerGas: wei(here.context.baseFee + room), maxPriorityFeePerGas: wei(tip) },
          here.ana.secretKey,
        );
        const mine = expect(learner.applyTransfer(here.state, transfer, here.context)).toBeOk();
        const gained =
          getAccount(mine, here.proposer.address).balance -
          getAccount(here.state, here.proposer.address).balance;
        expect({ room, tip: gained / TRANSFER_GAS }).toEqual({ room, tip: room });
      }
    },
    {
      explain: ({ actual, expected }) => {
        if (typeof expected !== 'object')
          return 'A fee cap at or above the base fee is enough; you refused it.';
        const { room, tip } = actual as { readonly room: bigint; readonly tip: bigint };
        return `The cap leaves ${room} wei of room above the base fee; your proposer got ${tip} wei for each unit of gas.`;
      },
    },
  );

  check(
    'A transfer seen before is refused, and one from the future too',
    async ({ learner, seed }) => {
      await ready();
      const here = town(seed);
      const transfer = signTransfer(here.request, here.ana.secretKey);
      const after = expect(learner.applyTransfer(here.state, transfer, here.context)).toBeOk();
      expect(codeOf(learner.applyTransfer, after, transfer, here.context)).toBe('nonce-too-low');
      const nonce = here.request.nonce + 1;
      const early = signTransfer({ ...here.request, nonce }, here.ana.secretKey);
      refuses(
        learner.applyTransfer,
        here,
        `Ana's next nonce is ${nonce - 1}, this transfer has ${nonce}`,
        early,
        'nonce-too-high',
      );
    },
    {
      explain: (mismatch) =>
        mismatch.expected === 'nonce-too-low'
          ? `Bao sent Ana's payment to the chain a second time, nonce and all. You said "${String(mismatch.actual)}".`
          : notRefused(mismatch),
    },
  );

  check(
    'Only the owner can sign, and only for this chain',
    async ({ learner, seed }) => {
      await ready();
      const here = town(seed);
      const { ana, cem, request } = here;
      const signed = signTransfer(request, ana.secretKey);
      const toCem = { ...signed, to: cem.address };
      refuses(
        learner.applyTransfer,
        here,
        'Ana signed for Bao, and the recipient now is Cem',
        toCem,
        'bad-signature',
      );
      const more = { ...signed, value: wei(signed.value + 1n) };
      refuses(
        learner.applyTransfer,
        here,
        `Ana signed for ${group(signed.value)} wei, and now it says ${group(more.value)}`,
        more,
        'bad-signature',
      );
      const byCem = { ...signTransfer(request, cem.secretKey), publicKey: ana.publicKey };
      refuses(
        learner.applyTransfer,
        here,
        "Cem signed it and put Ana's public key beside it",
        byCem,
        'bad-signature',
      );
      const chainId = request.chainId + 1;
      const elsewhere = signTransfer({ ...request, chainId }, ana.secretKey);
      refuses(
        learner.applyTransfer,
        here,
        `Signed for chain ${chainId}, and this is chain ${request.chainId}`,
        elsewhere,
        'wrong-chain',
      );
    },
    { explain: notRefused },
  );

  check(
    'Fees that a block cannot take are refused',
    async ({ learner, seed }) => {
      await ready();
      const here = town(seed);
      const { baseFee } = here.context;
      const cap = wei(2n * baseFee);
      const cases: readonly (readonly [string, Partial<Transfer>, string])[] = [
        [
          `The fee cap is ${group(baseFee - 1n)} wei, the base fee ${group(baseFee)}`,
          { maxFeePerGas: wei(baseFee - 1n), maxPriorityFeePerGas: wei(0) },
          'fee-below-base-fee',
        ],
        [
          `The tip is ${group(cap + 1n)} wei, the cap on base fee and tip together ${group(cap)}`,
          { maxFeePerGas: cap, maxPriorityFeePerGas: wei(cap + 1n) },
          'tip-above-max-fee',
        ],
        [
          `The gas limit is ${TRANSFER_GAS - 1n}, a transfer uses ${TRANSFER_GAS}`,
          { gasLimit: gas(TRANSFER_GAS - 1n) },
          'gas-limit-too-low',
        ],
      ];
      for (const [what, change, code] of cases) {
        refuses(
          learner.applyTransfer,
          here,
          what,
          signTransfer({ ...here.request, ...change }, here.ana.secretKey),
          code,
        );
      }
    },
    { explain: notRefused },
  );

  check(
    'The last wei is enough, one less is not',
    async ({ learner, seed }) => {
      await ready();
      const here = town(seed);
      const gasLimit = gas(here.random.int(21_000, 90_000));
      const most = gasLimit * here.request.maxFeePerGas;
      const { balance } = getAccount(here.state, here.ana.address);
      const exact = signTransfer(
        { ...here.request, gasLimit, value: wei(balance - most) },
        here.ana.secretKey,
      );
      expect({ short: 0, said: codeOf(learner.applyTransfer, here.state, exact, here.context) }).toEqual({
        short: 0,
        said: 'accepted',
      });
      const over = signTransfer(
        { ...here.request, gasLimit, value: wei(balance - most + 1n) },
        here.ana.secretKey,
      );
      expect({ short: 1, said: codeOf(learner.applyTransfer, here.state, over, here.context) }).toEqual({
        short: 1,
        said: 'balance-too-low',
      });
    },
    {
      explain: ({ actual }) => {
        const { short, said } = actual as { readonly short: number; readonly said: string };
        return short === 0
          ? `Ana's balance is exactly value + gas limit × fee cap. You said "${said}".`
          : `Ana is one wei short of value + gas limit × fee cap. You said "${said}". The rule asks for the most she may have to pay, not for what she will pay.`;
      },
    },
  );

  check(
    'A node with your rule and the network agree, block after block',
    async ({ learner, seed, size, show }) => {
      await ready();
      const here = town(seed);
      const network = startNode(here);
      const yours = startNode(here, learner.applyTransfer);
      for (let height = 1; height <= size; height++) {
        const step = buildOn(network, yours, here, height);
        show(step.trace, step.event);
        expect({ height, of: step.candidates, said: step.yours }).toEqual({
          height,
          of: step.candidates,
          said: step.network,
        });
      }
    },
    {
      sizes: [1, 5],
      explain: ({ actual, expected }) => {
        const { height, of, said } = actual as {
          readonly height: number;
          readonly of: number;
          readonly said: string;
        };
        return `Block ${height}, ${of} transfers to choose from. The network: ${(expected as { said: string }).said} Your node: ${said}`;
      },
    },
  );
});
