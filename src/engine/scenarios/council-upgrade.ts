/** Scenario: a council turns on those whose money its bridge holds; some of them look every day, some every month. */
import { createKey } from '../foundation/keys.ts';
import { createRandom } from '../foundation/random.ts';
import { ms, wei } from '../foundation/units.ts';
import type { Ms, Wei } from '../foundation/units.ts';
import { CouncilUpgrade } from '../adversaries/council-upgrade.ts';
import { exposureOf } from '../bridging/upgrade-exposure.ts';
import type { ExposureOf, UpgradeExposure } from '../bridging/upgrade-exposure.ts';
import { upgradeableVault } from '../bridging/upgradeable-vault.ts';
import { ChainUser } from '../layer1/chain/chain-user.ts';
import { ContractChain } from '../layer1/chain/contract-chain.ts';
import { Recorder } from '../simulation/recorder.ts';
import type { Trace } from '../simulation/trace.ts';

/** What a council's attack is made of. */
export interface CouncilUpgradeSettings {
  readonly seed: number;
  /** Notice before other code is in force; none unless told. */
  readonly timelock?: Ms;
  /** What leaving takes; seven days unless told. */
  readonly exitDelay?: Ms;
  /** How many of the nine members it takes; 7 unless told. */
  readonly needed?: number;
  /** How many of them can do without notice; null for none, as unless told. */
  readonly emergency?: number | null;
  /** How long after the announcement each depositor looks; every one of them then asks for their coins. */
  readonly looksAfter?: readonly Ms[];
  /** The part that a lab replaces; the reference unless told. */
  readonly expose?: ExposureOf;
}

/** One depositor's fate. */
export interface Depositor {
  readonly looksAfter: Ms;
  readonly isOut: boolean;
}

/** What a council's attack gives back. */
export interface CouncilUpgradeRun {
  readonly trace: Trace;
  readonly exposure: UpgradeExposure;
  readonly depositors: readonly Depositor[];
  /** What each put in, and what the council has taken of all of it. */
  readonly deposit: Wei;
  readonly taken: Wei;
  /** From the announcement to the taking; null when there was nothing left to take. */
  readonly after: Ms | null;
  /** Time between blocks: what the bounds are exact to. */
  readonly blockMs: Ms;
}

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const MEMBERS = 9;

/**
 * All nine members of the council turn and announce their code; the depositors learn of it when they look. A block an hour.
 * Who asks within the exit window has left when the code comes into force; the council takes the rest in that very block.
 */
export function runCouncilUpgrade(settings: CouncilUpgradeSettings): CouncilUpgradeRun {
  const { seed, timelock = ms(0), exitDelay = ms(7 * DAY), needed = 7, emergency = null } = settings;
  const { expose = exposureOf } = settings;
  const random = createRandom(seed, 'council-upgrade');
  const looksAfter =
    settings.looksAfter ??
    Array.from({ length: 6 }, (_, index) => ms(HOUR * (24 * index * index + random.int(0, 23))));
  const recorder = new Recorder(seed);
  const council = Array.from({ length: MEMBERS }, (_, index) => createKey(`council ${index}`));
  const keys = looksAfter.map((_, index) => createKey(`depositor ${index}`));
  const upgradeKeys = {
    council: council.map(({ address }) => address),
    needed,
    timelock,
    exitDelay,
    emergency,
  };
  const vault = upgradeableVault({ id: 'vault', ...upgradeKeys });
  const deposit = wei(1_000n);
  const chain = new ContractChain({
    contracts: [vault],
    accounts: keys.map(({ address }) => [address, { balance: deposit, nonce: 0 }]),
    intervalMs: ms(HOUR),
    feeMarket: false,
  });
  const users = keys.map((key) => new ChainUser(chain, key));
  for (const user of users) user.call(vault, { kind: 'deposit' }, { value: deposit });
  chain.seal();
  const members = council.map((key) => new ChainUser(chain, key));
  const attack = new CouncilUpgrade(vault, emergency === null ? members.slice(0, needed) : members);
  const asked = new Map<ChainUser, number>();
  const taken = (): bigint => members[0]?.balance ?? 0n;

  attack.act();
  chain.seal();
  const announced = chain.now;
  recorder.record({
    kind: 'contract-called',
    at: announced,
    actor: 'council',
    layer: 1,
    contract: 'vault',
    what: 'vote',
    depth: 1,
    value: '0',
    outcome: 'ok',
  });
  const end = announced + timelock + exitDelay + 40 * DAY;
  let after: Ms | null = taken() > 0n ? ms(0) : null;
  while (after === null && chain.now < end && users.some(({ balance }) => balance === 0n)) {
    const next = chain.now + HOUR;
    // The council comes first in every block, the worst that its being heard late can do to the others.
    if (next >= announced + timelock) attack.act();
    for (const [index, user] of users.entries()) {
      const since = asked.get(user);
      if (since === undefined && chain.now >= announced + (looksAfter[index] ?? 0)) {
        asked.set(user, next);
        user.call(vault, { kind: 'requestExit' });
      } else if (since !== undefined && next >= since + exitDelay && user.balance === 0n)
        user.call(vault, { kind: 'fetch' });
    }
    chain.seal();
    for (const [index, user] of users.entries()) {
      const name = `depositor-${index}`;
      if (asked.get(user) === chain.now)
        recorder.record({
          kind: 'exit-started',
          at: chain.now,
          actor: name,
          layer: 1,
          exit: name,
          value: `${deposit}`,
        });
    }
    if (taken() > 0n) after = ms(chain.now - announced);
  }
  if (after !== null)
    recorder.record({
      kind: 'money-taken',
      at: chain.now,
      actor: 'council',
      layer: 1,
      from: 'vault',
      value: taken().toString(),
    });
  return {
    trace: recorder.trace(),
    exposure: expose(upgradeKeys),
    depositors: users.map((user, index) => ({
      looksAfter: looksAfter[index] ?? ms(0),
      isOut: user.balance === deposit,
    })),
    deposit,
    taken: wei(taken()),
    after,
    blockMs: ms(HOUR),
  };
}
