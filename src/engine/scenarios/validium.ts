/** Scenario: a validium whose operator stops answering, and who gets out depending on where the data are. */
import { hashHex, sha256 } from '../foundation/hash.ts';
import { createKey } from '../foundation/keys.ts';
import { createRandom } from '../foundation/random.ts';
import { ms, wei } from '../foundation/units.ts';
import type { Hash, Wei } from '../foundation/units.ts';
import { DataCommittee } from '../adversaries/withheld-data.ts';
import { ChainUser } from '../layer1/chain/chain-user.ts';
import { ContractChain } from '../layer1/chain/contract-chain.ts';
import { hexToBytes } from '../foundation/bytes.ts';
import { balanceIn } from '../layer1/machine/contracts/contract-state.ts';
import { contractAddress } from '../layer1/machine/contracts/contract.ts';
import { createValidium, validiumCodec } from '../layer2/rollups/validium.ts';
import {
  encodeValidiumData,
  NO_VALIDIUM_ACCOUNTS,
  proveValidiumExit,
  rebuildValidium,
  validiumAccountsOf,
  validiumRoot,
  withValidiumAccounts,
} from '../layer2/rollups/validium-data.ts';
import type { RebuildValidium, ValidiumAccount } from '../layer2/rollups/validium-data.ts';
import { Recorder } from '../simulation/recorder.ts';
import type { Trace } from '../simulation/trace.ts';
import { ETHER } from './rollup-world.ts';

/** What a run is made of. */
export interface ValidiumRunSettings {
  readonly seed: number;
  /** Where the data of updates are; with the committee unless told. */
  readonly dataOn?: 'layer-1' | 'committee';
  /** The committee's size, how many must sign, and how many do as the operator says; 5, 3 and 3 unless told. */
  readonly members?: number;
  readonly threshold?: number;
  readonly colluders?: number;
  /** People with money in it; 4 unless told. */
  readonly users?: number;
  /** How users get back to the accounts from the data that they can have; as the reference unless told. */
  readonly rebuild?: RebuildValidium;
}

/** What a run gives back. */
export interface ValidiumRun {
  readonly trace: Trace;
  /** Updates that the contract took. */
  readonly updates: number;
  /** Whether the last one's data were kept from everyone. */
  readonly withheld: boolean;
  /** How many got out, with how much, and what stays locked for ever. */
  readonly escaped: number;
  readonly paid: Wei;
  readonly stuck: Wei;
  /** Bytes that updates put on layer 1, data and all. */
  readonly bytesOnLayer1: number;
}

const UPDATES = 3;
const GRACE = ms(60_000);

/**
 * People deposit, the operator moves the root twice honestly, and then tries once more while it shows the data to nobody and answers no request for an
 * exit. The contract freezes, and whoever can prove what they have leaves.
 */
export function runValidium(settings: ValidiumRunSettings): ValidiumRun {
  const { seed, dataOn = 'committee', members = 5, threshold = 3, colluders = 3, users = 4 } = settings;
  const { rebuild = rebuildValidium } = settings;
  const random = createRandom(seed, 'validium');
  const recorder = new Recorder(seed);
  const keyOf = (name: string) => createKey(`validium ${name}`);
  const operatorKey = keyOf('operator');
  const people = Array.from({ length: users }, (_, at) => ({ name: `user-${at}`, key: keyOf(`user ${at}`) }));
  const committee = new DataCommittee(
    Array.from({ length: members }, (_, at) => keyOf(`member ${at}`)),
    colluders,
  );
  const publicKeys = committee.keys.map(({ publicKey }) => publicKey);
  const validium = createValidium({
    ...{ operator: operatorKey.address, dataOn, committee: publicKeys, threshold, grace: GRACE },
  });
  const funds = { balance: wei(100n * ETHER), nonce: 0 };
  const chain = new ContractChain({
    contracts: [validium],
    accounts: [operatorKey, ...people.map(({ key }) => key)].map(({ address }) => [address, funds] as const),
    feeMarket: false,
  });
  const operator = new ChainUser(chain, operatorKey);
  const accounts = people.map(({ name, key }) => ({ name, user: new ChainUser(chain, key) }));
  const held = (): Wei => balanceIn(chain.state, contractAddress(validium.id));

  for (const { name, user } of accounts) {
    const value = wei(BigInt(random.int(2, 9)) * ETHER);
    user.call(validium, { kind: 'deposit' }, { value });
    const told = { to: name, value: String(value) };
    recorder.record({ kind: 'rollup-deposit', at: chain.now, actor: name, layer: 1, ...told });
  }
  chain.seal();
  const before = people.map(({ key }, index): ValidiumAccount => {
    const { balance } = new ChainUser(chain, key);
    return { index, address: key.address, balance: wei(funds.balance - balance) };
  });

  let state = NO_VALIDIUM_ACCOUNTS;
  let bytesOnLayer1 = 0;
  const taken: { readonly dataHash: Hash; readonly data: Uint8Array }[] = [];
  for (let update = 1; update <= UPDATES; update += 1) {
    const isLast = update === UPDATES;
    const changed = update === 1 ? before : shift(validiumAccountsOf(state), update);
    const next = withValidiumAccounts(state, changed);
    const data = encodeValidiumData(changed);
    const root = validiumRoot(next);
    const dataHash = hashHex(sha256(data));
    const onLayer1 = dataOn === 'layer-1';
    const signatures = onLayer1 ? [] : committee.attest(root, dataHash, data, isLast);
    const shown = onLayer1 ? data : new Uint8Array(0);
    const call = { kind: 'update', root, dataHash, data: shown, signatures } as const;
    const id = operator.call(validium, call);
    chain.seal();
    const receipt = chain.receipt(id);
    if (receipt?.ok !== true) {
      const code = receipt?.code ?? 'not included';
      const told = { transaction: id, code, why: receipt?.rejection?.message ?? 'It is on no block.' };
      recorder.record({ kind: 'transaction-rejected', at: chain.now, actor: 'validium', layer: 1, ...told });
      continue;
    }
    state = next;
    taken.push({ dataHash, data });
    bytesOnLayer1 += validiumCodec.encode(call).length;
    const where = onLayer1 ? 'layer-1' : committee.ask(dataHash) === null ? 'nowhere' : 'committee';
    recorder.record({
      ...{ kind: 'data-committed', at: chain.now, actor: 'operator', layer: 1 },
      ...{ root, bytes: data.length, where },
    });
  }

  // The operator is silent from here on. That an account is theirs everyone can show by the first update, whose data all have seen.
  const first = withValidiumAccounts(NO_VALIDIUM_ACCOUNTS, before);
  accounts[0]?.user.call(validium, {
    ...{ kind: 'requestExit', index: 0, root: validiumRoot(first), balance: before[0]?.balance ?? 0n },
    siblings: proveValidiumExit(first, 0)?.siblings ?? [],
  });
  const asked = chain.now;
  while (chain.now <= asked + GRACE + 12_000) chain.seal();
  accounts[0]?.user.call(validium, { kind: 'freeze', index: 0 });
  chain.seal();
  recorder.record({
    ...{ kind: 'contract-frozen', at: chain.now, actor: 'user-0', layer: 1, contract: validium.id },
  });
  const found = taken.map(({ dataHash }) =>
    dataOn === 'layer-1' ? dataIn(chain, dataHash) : committee.ask(dataHash),
  );
  const rebuilt = rebuild(found);
  let paid = 0n;
  let escaped = 0;
  for (const [index, { name, user }] of accounts.entries()) {
    const proof = rebuilt === null ? null : proveValidiumExit(rebuilt, index);
    const owed = validiumAccountsOf(state)[index]?.balance ?? wei(0n);
    if (proof === null) {
      const why = 'the data behind the last root are nowhere to be had.';
      recorder.record({
        ...{ kind: 'exit-impossible', at: chain.now, actor: name, layer: 2, value: String(owed), why },
      });
      continue;
    }
    const { account, siblings } = proof;
    const { address, balance } = account;
    const id = user.call(validium, { kind: 'exit', index, address, balance, siblings });
    chain.seal();
    if (chain.receipt(id)?.ok !== true) continue;
    paid += balance;
    escaped += 1;
    const told = { withdrawal: `exit-${index}`, value: String(balance), waited: chain.now - asked };
    recorder.record({ kind: 'withdrawal-claimed', at: chain.now, actor: name, layer: 1, ...told });
  }
  return {
    trace: recorder.trace(),
    updates: taken.length,
    withheld: found.includes(null),
    escaped,
    paid: wei(paid),
    stuck: held(),
    bytesOnLayer1,
  };
}

/** Everyone gives the next some of what they have. */
const shift = (accounts: readonly ValidiumAccount[], update: number): readonly ValidiumAccount[] =>
  accounts.map((account, at) => {
    const before = accounts.at(at - 1) ?? account;
    const gives = ({ balance }: ValidiumAccount): bigint => balance / BigInt(4 + update);
    return { ...account, balance: wei(account.balance - gives(account) + gives(before)) };
  });

/** The data with this hash, from the transactions of layer 1, where anyone can read them. */
function dataIn(chain: ContractChain, dataHash: Hash): Uint8Array | null {
  for (const { block } of chain.blocks)
    for (const { data } of block.transactions) {
      const call = validiumCodec.decode(hexToBytes(data));
      if (call.ok && call.value.kind === 'update' && call.value.dataHash === dataHash) return call.value.data;
    }
  return null;
}
