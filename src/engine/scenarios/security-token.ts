/** Scenario: a security is issued, traded by the rules, frozen, moved by force, and pays a dividend. */
import { createKey } from '../foundation/keys.ts';
import { createRandom } from '../foundation/random.ts';
import { ms, wei } from '../foundation/units.ts';
import type { Address, Wei } from '../foundation/units.ts';
import type { SplitDividend } from '../assets/dividend.ts';
import { dividendSlot, SECURITY_SUPPLY_SLOT, securityBalanceSlot } from '../assets/security-register.ts';
import type { CheckSecurityTransfer } from '../assets/security-rules.ts';
import { securityTokenContract } from '../assets/security-token.ts';
import type { SecurityCall } from '../assets/security-token.ts';
import { ChainUser } from '../layer1/chain/chain-user.ts';
import { ContractChain } from '../layer1/chain/contract-chain.ts';
import { storedWord } from '../layer1/machine/contracts/contract-state.ts';
import { contractAddress } from '../layer1/machine/contracts/contract.ts';
import { Recorder } from '../simulation/recorder.ts';
import type { Trace } from '../simulation/trace.ts';

/** What a security's life is made of. */
export interface SecurityTokenRunSettings {
  readonly seed: number;
  /** The parts that a lab replaces; the reference unless told. */
  readonly check?: CheckSecurityTransfer;
  readonly split?: SplitDividend;
}

/** One thing that someone tried, and how it ended: `ok`, or the code of the refusal. */
export interface SecurityStep {
  readonly who: string;
  readonly what: string;
  readonly outcome: string;
}

/** What a security's life gives back. */
export interface SecurityTokenRun {
  readonly trace: Trace;
  readonly steps: readonly SecurityStep[];
  readonly supply: bigint;
  /** What each of the five holds at the end. */
  readonly holdings: Readonly<Record<string, bigint>>;
  readonly dividend: Wei;
  /** What each can fetch of the dividend, and what is fetched. */
  readonly shares: Readonly<Record<string, bigint>>;
  readonly fetched: Wei;
}

const PEOPLE = ['ana', 'bao', 'chi', 'dov', 'eli'] as const;
type Person = (typeof PEOPLE)[number];
const [SWITZERLAND, ELSEWHERE] = [756, 999];

/**
 * An issuer admits four of five people, one of them locked up for a day; they trade, one is frozen by order of a court and what she holds is
 * moved by force, and a dividend is shared by the holdings of a snapshot that were no round numbers.
 */
export function runSecurityToken({ seed, check, split }: SecurityTokenRunSettings): SecurityTokenRun {
  const random = createRandom(seed, 'security-token');
  const recorder = new Recorder(seed);
  const issuerKey = createKey('issuer');
  const share = securityTokenContract({
    id: 'share',
    issuer: issuerKey.address,
    rules: { admittedClasses: [1, 2], maxHolders: 4, maxHolding: 600n },
    ...(check === undefined ? {} : { check }),
    ...(split === undefined ? {} : { split }),
  });
  const chain = new ContractChain({
    contracts: [share],
    accounts: [[issuerKey.address, { balance: wei(10_000n), nonce: 0 }]],
    feeMarket: false,
  });
  const issuer = new ChainUser(chain, issuerKey);
  const users = new Map(PEOPLE.map((name) => [name, new ChainUser(chain, createKey(name))]));
  const addressOf = (name: Person): Address => users.get(name)?.address ?? issuer.address;
  const steps: SecurityStep[] = [];
  const did = (who: Person | 'issuer', call: SecurityCall, value = wei(0n)): string => {
    const user = who === 'issuer' ? issuer : (users.get(who) ?? issuer);
    const id = user.call(share, call, { value });
    chain.seal();
    const outcome = chain.receipt(id)?.code ?? 'lost';
    steps.push({ who, what: call.kind, outcome });
    recorder.record({
      kind: 'contract-called',
      at: chain.now,
      actor: who,
      layer: 1,
      contract: 'share',
      what: call.kind,
      depth: 1,
      value: value.toString(),
      outcome,
    });
    return outcome;
  };
  const moved = (from: string, to: string, amount: bigint, how: string): void =>
    recorder.record({
      kind: 'holding-moved',
      at: chain.now,
      actor: from,
      layer: 1,
      asset: 'share',
      from,
      to,
      amount: amount.toString(),
      how,
    });
  const give = (to: Person, amount: bigint): void => {
    if (did('issuer', { kind: 'issue', to: addressOf(to), amount }) === 'ok')
      moved('issuer', to, amount, 'issued');
  };
  const pay = (from: Person, to: Person, amount: bigint): void => {
    if (did(from, { kind: 'transfer', to: addressOf(to), amount }) === 'ok') moved(from, to, amount, 'sold');
  };
  const register = (name: Person, investorClass: number, jurisdiction: number, lockedUntil = 0): void => {
    did('issuer', { kind: 'register', holder: addressOf(name), investorClass, jurisdiction, lockedUntil });
  };

  register('ana', 2, SWITZERLAND);
  register('bao', 1, SWITZERLAND);
  register('chi', 1, SWITZERLAND, chain.now + ms(24 * 3_600_000));
  register('dov', 1, ELSEWHERE);
  did('issuer', { kind: 'bar', jurisdiction: ELSEWHERE, isBarred: true });
  give('ana', BigInt(random.int(301, 399)));
  give('chi', BigInt(random.int(101, 199)));
  pay('ana', 'bao', BigInt(random.int(31, 97)));
  pay('chi', 'bao', 10n);
  pay('ana', 'dov', 10n);
  pay('ana', 'eli', 10n);
  did('issuer', { kind: 'freezeHolder', holder: addressOf('bao'), isFrozen: true });
  pay('bao', 'ana', 1n);
  if (
    did('issuer', { kind: 'forceTransfer', from: addressOf('bao'), to: addressOf('ana'), amount: 7n }) ===
    'ok'
  )
    moved('bao', 'ana', 7n, 'forced');
  did('issuer', { kind: 'snapshot' });
  pay('ana', 'chi', 5n);
  const dividend = wei(1_000n);
  did('issuer', { kind: 'distribute', snapshot: 1 }, dividend);
  const read = (slot: bigint): bigint => storedWord(chain.state, contractAddress(share.id), slot);
  const record = (slotOf: (holder: Address) => bigint): Readonly<Record<string, bigint>> =>
    Object.fromEntries(PEOPLE.map((name) => [name, read(slotOf(addressOf(name)))]));
  const shares = record(dividendSlot);
  for (const name of PEOPLE) if ((shares[name] ?? 0n) > 0n) did(name, { kind: 'fetchDividend' });
  return {
    trace: recorder.trace(),
    steps,
    supply: read(SECURITY_SUPPLY_SLOT),
    holdings: record(securityBalanceSlot),
    dividend,
    shares,
    fetched: wei([...users.values()].reduce((sum, { balance }) => sum + balance, 0n)),
  };
}
