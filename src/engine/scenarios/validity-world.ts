/**
 * What a scenario of a validity rollup stands on: a chain with the contract, three users with keys, and an operator
 * who proves and posts.
 */
import { createKey } from '../foundation/keys.ts';
import type { KeyPair } from '../foundation/keys.ts';
import type { Random } from '../foundation/random.ts';
import { gas, wei } from '../foundation/units.ts';
import type { Address, Wei } from '../foundation/units.ts';
import { ChainUser } from '../layer1/chain/chain-user.ts';
import { ContractChain } from '../layer1/chain/contract-chain.ts';
import { getAccount } from '../layer1/ledger/accounts.ts';
import { contractAddress } from '../layer1/machine/contracts/contract.ts';
import type { Contract } from '../layer1/machine/contracts/contract.ts';
import { aggregateBls } from '../layer1/scaling/bls-aggregate.ts';
import { blsSign, createBlsKey, provePossession } from '../layer1/scaling/bls-signature.ts';
import type { BlsKeyPair } from '../layer1/scaling/bls-signature.ts';
import { encodeStarkProof } from '../layer2/rollups/validity/proof-bytes.ts';
import type { ValidityRollupSettings } from '../layer2/rollups/validity/rollup-batch.ts';
import { validityRollup } from '../layer2/rollups/validity/rollup-contract.ts';
import type { ValidityCall } from '../layer2/rollups/validity/rollup-contract.ts';
import { batchContext, batchMessage, validityGenesis } from '../layer2/rollups/validity/rollup-storage.ts';
import { transferRows } from '../layer2/rollups/validity/transfer-air.ts';
import { makeBatch, proveBatch } from '../layer2/rollups/validity/validity-batch.ts';
import type { MadeBatch } from '../layer2/rollups/validity/validity-batch.ts';
import { encodeValidityTransfers } from '../layer2/rollups/validity/validity-transfer.ts';
import type { ValidityTransfer } from '../layer2/rollups/validity/validity-transfer.ts';
import type { ValidityTree } from '../layer2/rollups/validity/account-tree.ts';
import type { Recorder } from '../simulation/recorder.ts';

/** What a batch cost. */
export interface ValidityBatchCost {
  readonly transfers: number;
  /** Of the proof. */
  readonly bytes: number;
  /** On layer 1, for call data and checking. */
  readonly gas: bigint;
  readonly gasPerTransfer: bigint;
}

/** A batch as the operator sent it. */
export interface SentBatch {
  readonly made: MadeBatch;
  readonly proof: Uint8Array;
  readonly signature: Uint8Array;
}

/** The users, in the order of their accounts; the bridge has account 0. */
export const VALIDITY_USERS = ['Ana', 'Ben', 'Cleo'] as const;

const UP_TO_A_MILLION = { gasLimit: gas(1_000_000n) };

/** A running rollup. Gas is free, so that sums stay whole, and is counted. */
export class ValidityWorld {
  readonly costs: ValidityBatchCost[] = [];
  /** Why batches were refused, in order. */
  readonly refused: string[] = [];
  /** The accounts as the operator has them: after the last batch that moved the root. */
  tree: ValidityTree;
  /** Batches taken so far. */
  batches = 0;
  /** Time of the last block. */
  now = 0;
  readonly #settings: ValidityRollupSettings;
  readonly #recorder: Recorder;
  readonly #rollup: Contract<ValidityCall>;
  readonly #address: Address;
  readonly #chain: ContractChain;
  readonly #users: readonly ChainUser[];
  readonly #operator: ChainUser;
  readonly #signing: readonly BlsKeyPair[];

  constructor(settings: ValidityRollupSettings, random: Random, recorder: Recorder, funds: Wei) {
    this.#settings = settings;
    this.#recorder = recorder;
    const keys = [...VALIDITY_USERS, 'operator'].map((name): KeyPair => createKey(`validity ${name}`));
    this.#rollup = validityRollup({ ...settings, operator: (keys.at(-1) as KeyPair).address });
    this.#address = contractAddress(this.#rollup.id);
    this.tree = validityGenesis(settings.depth);
    this.#chain = new ContractChain({
      contracts: [this.#rollup],
      accounts: keys.map((key) => [key.address, { balance: funds, nonce: 0 }]),
      feeMarket: false,
    });
    const all = keys.map((key) => new ChainUser(this.#chain, key));
    this.#users = all.slice(0, -1);
    this.#operator = all.at(-1) as ChainUser;
    this.#signing = VALIDITY_USERS.map((name) => createBlsKey(random.fork(name)));
  }

  /** What the contract holds. */
  get locked(): Wei {
    return getAccount(this.#chain.state.accounts, this.#address).balance;
  }

  /** What the next batch's proof and signatures are bound to. */
  get context(): Uint8Array {
    return batchContext(this.#address, this.batches);
  }

  /** Every user opens an account with this deposit. */
  openAll(deposit: bigint): void {
    for (const [index, user] of this.#users.entries()) {
      const { publicKey, secretKey } = this.#signing[index] as BlsKeyPair;
      const possession = provePossession(secretKey);
      const extras = { ...UP_TO_A_MILLION, value: wei(deposit) };
      user.call(this.#rollup, { kind: 'open', publicKey, possession }, extras);
    }
    this.#seal();
    for (const [index, actor] of VALIDITY_USERS.entries()) {
      const event = { kind: 'validity-deposited', at: this.now, actor, layer: 1 } as const;
      this.#recorder.record({ ...event, account: index + 1, value: String(deposit) });
    }
  }

  /** A batch of these transfers from where the rollup is. @throws RangeError for transfers that cannot be applied */
  make(transfers: readonly ValidityTransfer[]): MadeBatch {
    const made = makeBatch(this.tree, transfers, this.context);
    if (!made.ok) throw new RangeError(made.rejection.message);
    return made.value;
  }

  /** Proves a batch, be it true or not, lets these accounts sign it, and posts it. */
  prove(made: MadeBatch, signers: readonly number[]): SentBatch {
    const { parameters, depth, constraints } = this.#settings;
    const proven = proveBatch(made, { parameters, despite: true }, constraints);
    if (!proven.ok) throw new RangeError(proven.rejection.message);
    const proof = encodeStarkProof(proven.value);
    const transfers = made.claim.transfers.length;
    const event = { kind: 'validity-proven', at: this.now, actor: 'operator', layer: 2 } as const;
    const rows = transfers * transferRows(depth);
    this.#recorder.record({ ...event, batch: this.batches, transfers, rows, bytes: proof.length });
    const message = batchMessage(made.claim);
    const keys = signers.map((account) => this.#signing[account - 1] as BlsKeyPair);
    const sum = aggregateBls(keys.map(({ secretKey }) => blsSign(message, secretKey)));
    const sent = { made, proof, signature: sum.ok ? sum.value : new Uint8Array(0) };
    this.post(sent);
    return sent;
  }

  /** Posts a batch and takes note of what becomes of it; the operator's accounts move on when the root does. */
  post({ made, proof, signature }: SentBatch): void {
    const { oldRoot, newRoot, transfers } = made.claim;
    const data = { oldRoot, newRoot, transfers: encodeValidityTransfers(transfers), proof, signature };
    const id = this.#operator.call(this.#rollup, { kind: 'batch', ...data }, { gasLimit: gas(25_000_000n) });
    this.#seal();
    const receipt = this.#chain.receipt(id);
    const [holds, code, used] = [receipt?.ok === true, receipt?.code ?? 'missing', receipt?.gasUsed ?? 0n];
    const [count, bytes] = [transfers.length, proof.length];
    const root = `0x${(holds ? newRoot : oldRoot).toString(16).padStart(32, '0')}`;
    const event = { kind: 'validity-checked', at: this.now, actor: 'contract', layer: 1 } as const;
    const checked = { batch: this.batches, transfers: count, bytes, gas: String(used), root, holds, code };
    this.#recorder.record({ ...event, ...checked });
    if (!holds) return void this.refused.push(code);
    this.costs.push({ transfers: count, bytes, gas: used, gasPerTransfer: used / BigInt(count) });
    this.tree = made.tree;
    this.batches += 1;
  }

  /** The owner of an account takes what has left the layer; how much that was. `since` is when it was asked for. */
  withdraw(account: number, since: number): Wei {
    const user = this.#users[account - 1] as ChainUser;
    const before = user.balance;
    const withdrawal = user.call(this.#rollup, { kind: 'withdraw' }, UP_TO_A_MILLION);
    this.#seal();
    const withdrawn = wei(user.balance - before);
    const actor = VALIDITY_USERS[account - 1] as string;
    const event = { kind: 'withdrawal-claimed', at: this.now, actor, layer: 1 } as const;
    const waited = this.now - since;
    this.#recorder.record({ ...event, withdrawal, value: String(withdrawn), waited });
    return withdrawn;
  }

  #seal(): void {
    this.now = Number(this.#chain.seal().block.header.timestamp);
  }
}
