/** Payment channels: a payment through both commitments, a penalty, and the hint that a tower keeps. */
import {
  channelSecrets,
  commitChanges,
  createKey,
  hashHex,
  hexToBytes,
  homeScript,
  justiceHint,
  justiceTransaction,
  msat,
  openChannel,
  payToWitnessPublicKeyHash,
  proposeFulfilment,
  proposeHtlc,
  ready,
  receiveChannelMessage,
  reportDepth,
  revokedCommitment,
  sat,
  sha256,
  type ChannelMessage,
  type ChannelRole,
  type ChannelState,
  type ChannelStep,
  type Hash,
  type Result,
} from '../src/engine/index.ts';
import type { Row } from './bench.ts';
import { medianMs } from './measure.ts';
import { plainRow } from './rows.ts';

const PAYMENTS = 50;
const PENALTIES = 50;
const ROUNDS = 5;

const need = <T>(result: Result<T>): T => {
  if (!result.ok) throw new Error(result.rejection.message);
  return result.value;
};

type Sides = Record<ChannelRole, ChannelState>;
const across = (role: ChannelRole): ChannelRole => (role === 'opener' ? 'acceptor' : 'opener');

function carry(sides: Sides, role: ChannelRole, step: ChannelStep): void {
  const wire: { to: ChannelRole; message: ChannelMessage }[] = [];
  const take = (at: ChannelRole, { state, messages }: ChannelStep): void => {
    sides[at] = state;
    for (const message of messages) wire.push({ to: across(at), message });
  };
  take(role, step);
  for (let next = wire.shift(); next !== undefined; next = wire.shift())
    take(next.to, need(receiveChannelMessage(sides[next.to], next.message)));
}

function open(): Sides {
  const key = createKey('bench');
  const script = payToWitnessPublicKeyHash(hexToBytes(key.publicKey));
  const id = `0x${'01'.repeat(32)}` as Hash;
  const coin = { id, output: 0, value: sat(2_000_000n), script, height: 1, medianTime: 0, coinbase: false };
  const { opener, acceptor } = openChannel(
    { opener: channelSecrets('a'), acceptor: channelSecrets('b') },
    { coin, key, fee: sat(200n) },
    { amount: sat(1_000_000n) },
  );
  const sides = { opener, acceptor };
  for (const role of ['opener', 'acceptor'] as const) carry(sides, role, reportDepth(sides[role], 3));
  return sides;
}

function pay(sides: Sides, preimage: `0x${string}`): void {
  const id = sides.opener.nextHtlcId.ours;
  const paymentHash = hashHex(sha256(hexToBytes(preimage)));
  carry(
    sides,
    'opener',
    need(proposeHtlc(sides.opener, { amount: msat(1_000_000n), paymentHash, expiry: 500 })),
  );
  carry(sides, 'opener', need(commitChanges(sides.opener)));
  carry(sides, 'acceptor', need(proposeFulfilment(sides.acceptor, id, preimage)));
  carry(sides, 'acceptor', need(commitChanges(sides.acceptor)));
}

export default async function channels(): Promise<Row[]> {
  await ready();
  const preimage = `0x${'07'.repeat(32)}` as const;
  const sides = open();
  pay(sides, preimage);
  const { acceptor } = sides;
  const home = homeScript(acceptor);
  const [payment = 0, penalty = 0, hint = 0] = await medianMs(
    [
      () => {
        const fresh = open();
        for (let made = 0; made < PAYMENTS; made += 1) pay(fresh, preimage);
      },
      () => {
        for (let made = 0; made < PENALTIES; made += 1) {
          const revoked = revokedCommitment(acceptor, 1);
          if (revoked !== null) justiceTransaction(revoked, home, sat(253n));
        }
      },
      () => {
        for (let made = 0; made < PENALTIES; made += 1) justiceHint(acceptor, 1, home, sat(253n));
      },
    ],
    ROUNDS,
  );
  return [
    plainRow(
      'payments through one channel, both sides, all signatures',
      Math.round((PAYMENTS * 1000) / payment),
      '/s',
    ),
    plainRow('penalty for a revoked commitment, built and signed', penalty / PENALTIES, 'ms'),
    plainRow('sealed hint for a watchtower', hint / PENALTIES, 'ms'),
  ];
}
