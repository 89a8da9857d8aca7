/** Scenario: a validity rollup on layer 1: coins locked, batches proven, the root moved for proofs only, forgeries refused, coins paid out. */
import { createKey } from '../foundation/keys.ts';
import { createRandom } from '../foundation/random.ts';
import { gas, ms, wei } from '../foundation/units.ts';
import type { Wei } from '../foundation/units.ts';
import { ChainUser } from '../layer1/chain/chain-user.ts';
import { ContractChain } from '../layer1/chain/contract-chain.ts';
import { getAccount } from '../layer1/ledger/accounts.ts';
import { contractAddress } from '../layer1/machine/contracts/contract.ts';
import { aggregateBls } from '../layer1/scaling/bls-aggregate.ts';
import { blsSign, createBlsKey, provePossession } from '../layer1/scaling/bls-signature.ts';
import type { BlsKeyPair } from '../layer1/scaling/bls-signature.ts';
import { validityAccount } from '../layer2/rollups/validity/account-tree.ts';
import { forgeBatch, transferForgeries, tryForgery } from '../layer2/rollups/validity/forged-transfer.ts';
import { encodeStarkProof } from '../layer2/rollups/validity/proof-bytes.ts';
import { validityRollup } from '../layer2/rollups/validity/rollup-contract.ts';
import { batchContext, batchMessage, validityGenesis } from '../layer2/rollups/validity/rollup-storage.ts';
import type { StarkParameters } from '../layer2/rollups/validity/stark.ts';
import type { TransferConstraints } from '../layer2/rollups/validity/transfer-air.ts';
import { transferConstraints, transferRows } from '../layer2/rollups/validity/transfer-air.ts';
import { BRIDGE_ACCOUNT, makeBatch, proveBatch } from '../layer2/rollups/validity/validity-batch.ts';
import type { MadeBatch } from '../layer2/rollups/validity/validity-batch.ts';
import { encodeValidityTransfers } from '../layer2/rollups/validity/validity-transfer.ts';
import type { ValidityTransfer } from '../layer2/rollups/validity/validity-transfer.ts';
import { Recorder } from '../simulation/recorder.ts';
import type { Trace } from '../simulation/trace.ts';

/** How a validity rollup is run. */
export interface ValidityRollupRunSettings {
  readonly seed: number;
  /** Levels of the account tree: 3 unless told, which is 8 accounts; 7 is the size of the measurements. */
  readonly depth?: number;
  /** Blow-up 8 and 8 queries unless told: about 8 bits of soundness, so that a run takes a moment; `TEACHING_STARK` has 40. */
  readonly parameters?: StarkParameters;
  /** Sizes of the batches of transfers among the users: 1 and 4 unless told. */
  readonly batches?: readonly number[];
  /** Whether the six forgeries are tried as well; true unless told. */
  readonly forgeries?: boolean;
  /** What a transfer does, as equations; the engine's own unless told. */
  readonly constraints?: TransferConstraints;
}

/** What a batch cost. */
export interface ValidityBatchCost {
  readonly transfers: number;
  /** Of the proof. */
  readonly bytes: number;
  /** On layer 1, for call data and checking. */
  readonly gas: bigint;
  readonly gasPerTransfer: bigint;
}

/** Whether a forgery got past prover and verifier. */
export interface ForgeryOutcome {
  readonly name: string;
  readonly gain: string;
  readonly refused: boolean;
  /** `ok`, or why it was refused. */
  readonly code: string;
}

/** What a run gives back. */
export interface ValidityRollupRun {
  readonly trace: Trace;
  /** The batches that moved the root, in order, deposits and exits included. */
  readonly costs: readonly ValidityBatchCost[];
  readonly forgeries: readonly ForgeryOutcome[];
  /** Codes of what the contract refused: a stolen batch, then a replayed one. */
  readonly refused: readonly string[];
  /** On the layer at the end, by account; and what the contract holds. */
  readonly balances: readonly bigint[];
  readonly locked: Wei;
  /** Paid out on layer 1. */
  readonly withdrawn: Wei;
}

const NAMES = ['Ana', 'Ben', 'Cleo'] as const;
const DEPOSIT = 1_000n;
const EXIT = 250n;

/** Whether a forged batch is taken by a verifier with these equations. */
const tryForgeries = (
  parameters: StarkParameters,
  constraints: TransferConstraints,
): readonly ForgeryOutcome[] =>
  transferForgeries().map((forgery) => {
    const { name, gain } = forgery;
    const tried = tryForgery(forgery, constraints, parameters);
    return { name, gain, refused: !tried.ok, code: tried.ok ? 'ok' : tried.rejection.code };
  });

/**
 * Three people lock coins, an operator brings them onto the layer, moves transfers in batches of growing size, tries to
 * take an account's coins and to post a batch twice, and lets a withdrawal out. All is on one chain with contracts; gas is free so
 * that sums stay whole, and is counted.
 */
export function runValidityRollup({
  seed,
  depth = 3,
  parameters = { blowUp: 8, queries: 8 },
  batches = [1, 4],
  forgeries = true,
  constraints,
}: ValidityRollupRunSettings): ValidityRollupRun {
  const random = createRandom(seed, 'validity-rollup');
  const recorder = new Recorder(seed);
  const settings = { depth, parameters, patienceMs: 86_400_000 };
  const rollup = validityRollup(constraints === undefined ? settings : { ...settings, constraints });
  const address = contractAddress(rollup.id);
  const keys = NAMES.map((name) => createKey(`validity ${name}`));
  const signing = NAMES.map((name): BlsKeyPair => createBlsKey(random.fork(name)));
  const operatorKey = createKey('validity operator');
  const rich = { balance: wei(10n * DEPOSIT), nonce: 0 };
  const chain = new ContractChain({
    contracts: [rollup],
    accounts: [...keys, operatorKey].map((key) => [key.address, rich]),
    feeMarket: false,
  });
  const users = keys.map((key) => new ChainUser(chain, key));
  const operator = new ChainUser(chain, operatorKey);
  const seal = (): number => Number(chain.seal().block.header.timestamp);

  for (const [index, user] of users.entries()) {
    const { publicKey, secretKey } = signing[index] as BlsKeyPair;
    const open = { kind: 'open', publicKey, possession: provePossession(secretKey) } as const;
    user.call(rollup, open, { value: wei(DEPOSIT), gasLimit: gas(1_000_000n) });
  }
  let now = seal();
  for (const [index, name] of NAMES.entries()) {
    const value = String(DEPOSIT);
    recorder.record({
      kind: 'validity-deposited',
      at: now,
      actor: name,
      layer: 1,
      account: index + 1,
      value,
    });
  }

  let tree = validityGenesis(depth);
  let number = 0;
  const costs: ValidityBatchCost[] = [];
  const refused: string[] = [];
  const taken: { readonly made: MadeBatch; readonly proof: Uint8Array; readonly signature: Uint8Array }[] =
    [];

  /** Proves a batch, posts it and takes note of what became of it; the tree moves on when the root does. */
  const post = (made: MadeBatch, signers: readonly number[], actor = 'operator'): void => {
    const { claim } = made;
    const proof = proveBatch(made, { parameters, despite: true }, constraints);
    if (!proof.ok) throw new RangeError(proof.rejection.message);
    const bytes = encodeStarkProof(proof.value);
    const transfers = claim.transfers.length;
    const rows = transfers * transferRows(depth);
    const proven = { batch: number, transfers, rows, bytes: bytes.length };
    recorder.record({ kind: 'validity-proven', at: now, actor, layer: 2, ...proven });
    const message = batchMessage(claim);
    const sum = aggregateBls(
      signers.map((account) => blsSign(message, (signing[account - 1] as BlsKeyPair).secretKey)),
    );
    postAgain(made, bytes, sum.ok ? sum.value : new Uint8Array(0));
  };
  const postAgain = (made: MadeBatch, proof: Uint8Array, signature: Uint8Array): void => {
    const { claim } = made;
    const transfers = encodeValidityTransfers(claim.transfers);
    const { oldRoot, newRoot } = claim;
    const call = { kind: 'batch', oldRoot, newRoot, transfers, proof, signature } as const;
    const id = operator.call(rollup, call, { gasLimit: gas(25_000_000n) });
    now = seal();
    const receipt = chain.receipt(id);
    const [holds, code] = [receipt?.ok === true, receipt?.code ?? 'missing'];
    const used = receipt?.gasUsed ?? 0n;
    const count = claim.transfers.length;
    recorder.record({
      kind: 'validity-checked',
      at: now,
      actor: 'contract',
      layer: 1,
      batch: number,
      transfers: count,
      bytes: proof.length,
      gas: String(used),
      root: `0x${(holds ? newRoot : oldRoot).toString(16).padStart(32, '0')}`,
      holds,
      code,
    });
    if (!holds) return void refused.push(code);
    costs.push({ transfers: count, bytes: proof.length, gas: used, gasPerTransfer: used / BigInt(count) });
    tree = made.tree;
    number += 1;
    taken.push({ made, proof, signature });
  };
  const make = (transfers: readonly ValidityTransfer[]): MadeBatch => {
    const made = makeBatch(tree, transfers, batchContext(address, number));
    if (!made.ok) throw new RangeError(made.rejection.message);
    return made.value;
  };

  post(
    make(NAMES.map((_, index) => ({ from: BRIDGE_ACCOUNT, to: index + 1, amount: DEPOSIT, nonce: index }))),
    [],
  );
  for (const size of batches) {
    const nonces = NAMES.map((_, index) => validityAccount(tree, index + 1).nonce);
    const transfers = Array.from({ length: size }, (_, at): ValidityTransfer => {
      const from = at % NAMES.length;
      const nonce = nonces[from] as number;
      nonces[from] = nonce + 1;
      return { from: from + 1, to: ((from + 1) % NAMES.length) + 1, amount: 1n + random.bigint(100n), nonce };
    });
    post(make(transfers), [...new Set(transfers.map(({ from }) => from))]);
  }

  // Ana and the operator together: she signs for coins that she does not have, and the operator writes down that she has.
  const ben = validityAccount(tree, 2);
  const theft = { from: 1, to: 2, amount: 2n ** 40n, nonce: validityAccount(tree, 1).nonce };
  const paid = { balance: validityAccount(tree, 1).balance - theft.amount, nonce: theft.nonce + 1 };
  const got = { ...ben, balance: ben.balance + theft.amount };
  post(forgeBatch(tree, theft, { sender: paid, receiver: got }, batchContext(address, number)), [1]);
  for (const { made, proof, signature } of taken.slice(-1)) postAgain(made, proof, signature);

  const asked = now;
  post(make([{ from: 2, to: BRIDGE_ACCOUNT, amount: EXIT, nonce: validityAccount(tree, 2).nonce }]), [2]);
  const user = users[1] as ChainUser;
  const before = user.balance;
  const id = user.call(rollup, { kind: 'withdraw' }, { gasLimit: gas(1_000_000n) });
  now = seal();
  const withdrawn = wei(user.balance - before);
  recorder.record({
    kind: 'withdrawal-claimed',
    at: now,
    actor: 'Ben',
    layer: 1,
    withdrawal: id,
    value: String(withdrawn),
    waited: ms(now - asked),
  });
  return {
    trace: recorder.trace(),
    costs,
    forgeries: forgeries ? tryForgeries(parameters, constraints ?? transferConstraints) : [],
    refused,
    balances: NAMES.map((_, index) => validityAccount(tree, index + 1).balance),
    locked: getAccount(chain.state.accounts, address).balance,
    withdrawn,
  };
}
