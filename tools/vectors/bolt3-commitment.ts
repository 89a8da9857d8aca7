// BOLT 3's commitments and second stages, classic and with anchors, built and signed from the parameters of its appendices.
import { bytesToHex, hexToBytes } from '../../src/engine/foundation/bytes.ts';
import { hashHex } from '../../src/engine/foundation/hash.ts';
import { msat, sat } from '../../src/engine/foundation/units.ts';
import type { Hash, Hex } from '../../src/engine/foundation/units.ts';
import { encodeDer } from '../../src/engine/layer1/ledger/der.ts';
import {
  payToWitnessPublicKeyHash,
  payToWitnessScriptHash,
} from '../../src/engine/layer1/ledger/script/templates.ts';
import { spendPublicKeyHash } from '../../src/engine/layer1/ledger/sign-input.ts';
import {
  decodeTransaction,
  encodeTransaction,
  transactionId,
} from '../../src/engine/layer1/ledger/transaction.ts';
import type { Transaction } from '../../src/engine/layer1/ledger/transaction.ts';
import { commitmentFee } from '../../src/engine/layer2/channels/channel-fees.ts';
import {
  deriveSecretKey,
  derivePublicKey,
  pointOf,
  revocationPublicKey,
} from '../../src/engine/layer2/channels/channel-keys.ts';
import { fundingScript } from '../../src/engine/layer2/channels/channel-scripts.ts';
import {
  checkCommitmentSignatures,
  completeCommitment,
  completeSecondStage,
  secondStages,
  signCommitmentForOwner,
  signFunding,
} from '../../src/engine/layer2/channels/commitment-signatures.ts';
import {
  buildCommitment,
  commitmentNumber,
  obscuringFactor,
} from '../../src/engine/layer2/channels/commitment-transaction.ts';
import type {
  CommitmentHtlc,
  CommitmentPlan,
} from '../../src/engine/layer2/channels/commitment-transaction.ts';
import { expectSame, has, integer, list, number, text } from './format.ts';
import type { Format, VectorCase } from './format.ts';

const prefixed = (digits: string): Hex => `0x${digits}`;
/** A secret of the appendices: 32 bytes, then a 01 that marks compressed keys. */
const secret = (params: VectorCase, name: string): Hex => prefixed(text(params, name).slice(0, 64));
const key = (params: VectorCase, name: string): Hex => prefixed(text(params, name));
const wire = (transaction: Transaction): string =>
  bytesToHex(encodeTransaction(transaction, { witness: true })).slice(2);
const der = (signature: Hex): string => bytesToHex(encodeDer(hexToBytes(signature))).slice(2);

interface VectorHtlc extends CommitmentHtlc {
  readonly id: number;
  readonly preimage: Hex;
}

const htlcOf = (one: VectorCase): VectorHtlc => ({
  id: number(one, 'id'),
  offered: text(one, 'direction') === 'local->remote',
  amount: msat(integer(one, 'amount_msat')),
  paymentHash: hashHex(hexToBytes(text(one, 'payment_hash'))) as Hash,
  expiry: number(one, 'expiry'),
  preimage: prefixed(text(one, 'payment_preimage')),
});

/** HTLCs 0 to 4; those of "same amount and preimage" are 1, 5 and 6, which the case's own HTLC transactions name. */
function htlcsOf(one: VectorCase, all: readonly VectorHtlc[]): readonly VectorHtlc[] {
  if (has(one, 'use_test_htlcs')) return one['use_test_htlcs'] === true ? all.slice(0, 5) : [];
  const named = [...list(one, 'outputs'), ...list(one, 'htlc_txs')]
    .map((row) => (row as VectorCase)['htlc'])
    .filter((id) => typeof id === 'number');
  if (named.some((id) => id > 4)) return all.filter(({ id }) => named.includes(id));
  // Those that are trimmed are named nowhere: the balances say whether there are any.
  const open = integer(one, 'to_local_msat') + integer(one, 'to_remote_msat') < 10_000_000_000n;
  return open ? all.slice(0, 5) : [];
}

/** Holds the parameters against each other: every key follows from a base point or a secret. */
function checkKeys(params: VectorCase): void {
  const point = key(params, 'local_per_commitment_point');
  expectSame('commitment point', pointOf(secret(params, 'x_local_per_commitment_secret')), point);
  expectSame(
    'revocation key',
    revocationPublicKey(key(params, 'remote_revocation_basepoint'), point),
    key(params, 'local_revocation_pubkey'),
  );
  const derived = [
    ['local_delayed_payment_basepoint', 'local_delayedpubkey'],
    ['local_htlc_basepoint', 'local_htlcpubkey'],
    ['remote_htlc_basepoint', 'remote_htlcpubkey'],
  ] as const;
  for (const [base, name] of derived)
    expectSame(name, derivePublicKey(key(params, base), point), key(params, name));
  expectSame(
    'local secret',
    deriveSecretKey(secret(params, 'local_payment_basepoint_secret'), point),
    secret(params, 'local_privkey'),
  );
}

function planOf(one: VectorCase, params: VectorCase): CommitmentPlan<VectorHtlc> {
  const all = list(params, 'htlcs').map((row) => htlcOf(row as VectorCase));
  const obscuring = obscuringFactor(
    key(params, 'local_payment_basepoint'),
    key(params, 'remote_payment_basepoint'),
  );
  expectSame('obscuring factor', `0x${obscuring.toString(16)}`, text(params, 'obscuring_factor'));
  const dustLimit = has(one, 'dust_limit_satoshi')
    ? integer(one, 'dust_limit_satoshi')
    : integer(params, 'local_dust_limit_satoshi');
  return {
    funding: {
      id: prefixed(text(params, 'funding_tx_id')) as Hash,
      output: Number(integer(params, 'funding_output_index')),
      amount: sat(integer(params, 'funding_amount_satoshi')),
    },
    number: integer(params, 'commitment_number'),
    obscuring,
    keys: {
      revocation: key(params, 'local_revocation_pubkey'),
      delayed: key(params, 'local_delayedpubkey'),
      ownerHtlc: key(params, 'local_htlcpubkey'),
      otherHtlc: key(params, 'remote_htlcpubkey'),
      otherPayment: key(params, 'remote_payment_basepoint'),
    },
    ownerFunding: key(params, 'local_funding_pubkey'),
    otherFunding: key(params, 'remote_funding_pubkey'),
    dustLimit: sat(dustLimit),
    toSelfDelay: Number(integer(params, 'local_delay')),
    ownerPays: true,
    anchors: one['anchors'] === true,
    feerate: sat(integer(one, 'feerate_per_kw')),
    balances: { owner: msat(integer(one, 'to_local_msat')), other: msat(integer(one, 'to_remote_msat')) },
    htlcs: htlcsOf(one, all),
  };
}

const KINDS: Readonly<Record<string, string>> = {
  to_local: 'to_local',
  to_remote: 'to_remote',
  offered: 'offered',
  received: 'received',
};

/** Holds each output that the case lists: its kind, its amount, and its script or key. */
function checkOutputs(one: VectorCase, plan: CommitmentPlan<VectorHtlc>): void {
  const { outputs } = buildCommitment(plan);
  const listed = list(one, 'outputs').map((row) => row as VectorCase);
  for (const row of listed) {
    const found = outputs.find(
      ({ kind, htlc }) => kind === KINDS[text(row, 'type')] && htlc?.id === row['htlc'],
    );
    if (found === undefined)
      throw new Error(`there is no output ${text(row, 'type')} ${String(row['htlc'] ?? '')}`);
    expectSame('amount', found.value, integer(row, 'amount'));
    const script = has(row, 'wscript') ? prefixed(text(row, 'wscript')) : null;
    expectSame('script', found.witnessScript === null ? null : bytesToHex(found.witnessScript), script);
    if (script === null)
      expectSame(
        'key',
        bytesToHex(found.script),
        bytesToHex(payToWitnessPublicKeyHash(hexToBytes(text(row, 'pubkey')))),
      );
  }
  if (!has(one, 'outputsArePartial')) expectSame('number of outputs', outputs.length, listed.length);
  const untrimmed = outputs.filter(({ htlc }) => htlc !== null).length;
  if (has(one, 'base_fee')) expectSame('base fee', commitmentFee(untrimmed, plan), integer(one, 'base_fee'));
  if (has(one, 'actual_fee')) {
    const paid = plan.funding.amount - outputs.reduce((sum, { value }) => sum + value, 0n);
    expectSame('actual fee', paid, integer(one, 'actual_fee'));
  }
}

function runCommitment(one: VectorCase, params: VectorCase): void {
  checkKeys(params);
  const plan = planOf(one, params);
  const commitment = buildCommitment(plan);
  if (has(one, 'outputs')) checkOutputs(one, plan);
  expectSame('number', commitmentNumber(commitment.transaction, plan.obscuring), plan.number);

  // The appendix has the other side's HTLC secret only as a base secret and a point.
  const point = key(params, 'local_per_commitment_point');
  const otherHtlc = deriveSecretKey(secret(params, 'remote_payment_basepoint_secret'), point);
  const remote = signCommitmentForOwner(plan, commitment, {
    funding: secret(params, 'remote_funding_privkey'),
    htlc: otherHtlc,
  });
  expectSame('remote signature', der(remote.commitment), text(one, 'remote_signature'));
  const checked = checkCommitmentSignatures(plan, commitment, remote);
  if (!checked.ok) throw new Error(checked.rejection.message);

  const fundingSecret = secret(params, 'local_funding_privkey');
  if (has(one, 'local_signature')) {
    const keys = { own: plan.ownerFunding, other: plan.otherFunding, amount: plan.funding.amount };
    expectSame(
      'local signature',
      der(signFunding(commitment.transaction, keys, fundingSecret)),
      text(one, 'local_signature'),
    );
  }
  const signed = completeCommitment(plan, commitment, remote.commitment, fundingSecret);
  expectSame('commitment', wire(signed), text(one, 'commit_tx'));
  expectSame('id', transactionId(signed), prefixed(text(one, 'commit_txid')));

  const stages = secondStages(plan, commitment);
  const expected = list(one, 'htlc_txs').map((row) => row as VectorCase);
  expectSame('number of second stages', stages.length, expected.length);
  for (const [index, stage] of stages.entries()) {
    const row = expected[index] as VectorCase;
    const signature = remote.htlcs[index] as Hex;
    const htlc = stage.output.htlc as VectorHtlc;
    expectSame(`remote signature of HTLC ${htlc.id}`, der(signature), text(row, 'remote_htlc_signature'));
    const done = completeSecondStage(plan, stage, signature, {
      htlcSecret: secret(params, 'local_privkey'),
      preimage: htlc.offered ? null : htlc.preimage,
    });
    expectSame(`second stage of HTLC ${htlc.id}`, wire(done), text(row, 'tx'));
  }
}

/** Appendix B: the transaction that the funding output stands in, spending a coinbase's P2PKH output. */
export function runFunding(funding: VectorCase): void {
  const script = fundingScript(key(funding, 'local_funding_pubkey'), key(funding, 'remote_funding_pubkey'));
  expectSame('funding script', bytesToHex(script).slice(2), text(funding, 'funding_wscript'));
  const secretKey = secret(funding, 'block1_coinbase_privkey');
  const publicKey = pointOf(secretKey);
  const coinbase = decodeTransaction(hexToBytes(text(funding, 'block1_coinbase_tx')));
  if (!coinbase.ok) throw new Error(coinbase.rejection.message);
  expectSame('coinbase', transactionId(coinbase.value), prefixed(text(funding, 'input_txid')));
  const unsigned: Transaction = {
    version: 2,
    inputs: [
      {
        id: prefixed(text(funding, 'input_txid')) as Hash,
        output: number(funding, 'input_index'),
        script: new Uint8Array(0),
        sequence: 0xffffffff,
        witness: [],
      },
    ],
    outputs: [
      { value: sat(integer(funding, 'funding_satoshis')), script: payToWitnessScriptHash(script) },
      {
        value: sat(integer(funding, 'change_satoshis')),
        script: payToWitnessPublicKeyHash(hexToBytes(publicKey)),
      },
    ],
    lockTime: 0,
  };
  const signed = spendPublicKeyHash(unsigned, 0, { secretKey, publicKey });
  expectSame('funding transaction', wire(signed), text(funding, 'funding_tx'));
  expectSame('id', transactionId(signed), prefixed(text(funding, 'txid')));
}

export const bolt3Commitment: Format = {
  name: 'BOLT 3 commitments',
  recognises: (first) => has(first, 'to_local_msat', 'to_remote_msat', 'commit_tx', 'htlc_txs'),
  run(one, _inputs, document) {
    const { params, funding } = document;
    runCommitment(one, params as VectorCase);
    if (funding !== undefined) runFunding(funding as VectorCase);
    return undefined;
  },
};
