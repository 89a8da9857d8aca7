/** Scenario: five people put coins into a vault, and a contract that calls back comes for them. */
import { createRandom } from '../foundation/random.ts';
import { sha256 } from '../foundation/hash.ts';
import { bytesToHex, utf8 } from '../foundation/bytes.ts';
import { gas, wei } from '../foundation/units.ts';
import type { Address, Gas, Wei } from '../foundation/units.ts';
import { createState, getAccount } from '../layer1/ledger/accounts.ts';
import { applyMessage } from '../layer1/machine/contracts/apply-message.ts';
import { balanceIn, createContractState, storedWord } from '../layer1/machine/contracts/contract-state.ts';
import type { ContractState } from '../layer1/machine/contracts/contract-state.ts';
import { contractAddress } from '../layer1/machine/contracts/contract.ts';
import type { Contract } from '../layer1/machine/contracts/contract.ts';
import type { CallRecord } from '../layer1/machine/contracts/frames.ts';
import { thiefOf } from '../layer1/machine/contracts/thief.ts';
import { leakyVault, owedSlot } from '../layer1/machine/contracts/vault.ts';
import type { VaultCall } from '../layer1/machine/contracts/vault.ts';
import { Recorder } from '../simulation/recorder.ts';
import type { Trace } from '../simulation/trace.ts';

/** What a heist is made of. */
export interface VaultHeistSettings {
  readonly seed: number;
  /** The vault, which keeps what it owes to a holder at `owedSlot`; the leaky one unless told. */
  readonly vault?: Contract<VaultCall>;
}

/** What a heist gives back. */
export interface VaultHeistRun {
  readonly trace: Trace;
  /** What the five depositors put in. */
  readonly deposited: Wei;
  /** What the thief put in, and what it had at the end. */
  readonly staked: Wei;
  readonly taken: Wei;
  /** What the vault holds at the end, and what it owes to the five. */
  readonly held: Wei;
  readonly owed: Wei;
  /** How many of the five got their deposit back when they came for it. */
  readonly repaid: number;
  /** The deepest call within calls. */
  readonly deepest: number;
  /** Gas of the thief's message. */
  readonly gasUsed: Gas;
}

const DEPOSITORS = ['ana', 'bao', 'chi', 'dov', 'eli'] as const;
const THIEF = 'mal';
const SLOT_MS = 12_000;
const GAS_LIMIT = gas(3_000_000);

const addressOfName = (name: string): Address =>
  bytesToHex(sha256(utf8(`strata person ${name}`)).subarray(0, 20)) as Address;

/**
 * Five deposits, then the thief's message, then the five come for their coins. With a vault that pays before it writes
 * down, one message takes everything; with one that writes down first, the thief gets its own stake and no more.
 */
export function runVaultHeist({ seed, vault = leakyVault }: VaultHeistSettings): VaultHeistRun {
  const random = createRandom(seed, 'vault-heist');
  const recorder = new Recorder(seed);
  const thief = thiefOf(vault);
  const contracts = [vault, thief];
  const names = new Map<Address, string>(
    [...DEPOSITORS, THIEF].map((name) => [addressOfName(name), name] as const),
  );
  for (const { id } of contracts) names.set(contractAddress(id), id);
  const deposits = DEPOSITORS.map((name) => ({ name, value: wei(1_000n + random.bigint(9_000n)) }));
  const staked = wei(1_000n);
  let state = createContractState(
    createState(
      [...DEPOSITORS, THIEF].map((name) => [addressOfName(name), { balance: wei(10_000), nonce: 0 }]),
    ),
  );
  let at = 0;

  const tell = (calls: readonly CallRecord[]): void => {
    for (const { depth, from, to, value, what, outcome } of calls) {
      const actor = names.get(from) ?? from;
      const contract = names.get(to) ?? to;
      recorder.record({
        kind: 'contract-called',
        at,
        actor,
        layer: 1,
        contract,
        what,
        depth,
        value: `${value}`,
        outcome,
      });
    }
  };
  const send = <Call>(name: string, to: Contract<Call>, call: Call, value: Wei) => {
    at += SLOT_MS;
    const from = addressOfName(name);
    const { nonce } = getAccount(state.accounts, from);
    const applied = applyMessage<Call>(
      state,
      { from, nonce, to, call, value, gasLimit: GAS_LIMIT },
      { contracts },
    );
    if (!applied.ok) throw new RangeError(`${name}'s message was not let in: ${applied.rejection.message}`);
    ({ state } = applied.value);
    tell(applied.value.calls);
    return applied.value;
  };

  for (const { name, value } of deposits) send<VaultCall>(name, vault, { kind: 'deposit' }, value);
  const robbery = send(THIEF, thief, { kind: 'rob' }, staked);
  const taken = balanceIn(state, contractAddress(thief.id));
  const held = balanceIn(state, contractAddress(vault.id));
  const owed = owedTo(state, vault, DEPOSITORS.map(addressOfName));
  const repaid = deposits.filter(
    ({ name }) => send<VaultCall>(name, vault, { kind: 'withdraw' }, wei(0)).result.ok,
  );
  return {
    trace: recorder.trace(),
    deposited: wei(deposits.reduce((sum, { value }) => sum + value, 0n)),
    staked,
    taken,
    held,
    owed,
    repaid: repaid.length,
    deepest: robbery.calls.reduce((most, { depth }) => Math.max(most, depth), 0),
    gasUsed: robbery.gasUsed,
  };
}

const owedTo = (state: ContractState, vault: Contract<VaultCall>, holders: readonly Address[]): Wei =>
  wei(
    holders.reduce((sum, holder) => sum + storedWord(state, contractAddress(vault.id), owedSlot(holder)), 0n),
  );
