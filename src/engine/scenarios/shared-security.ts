/** Scenario: stake on a hub answers for a consumer chain, and those who sign two headers of one height there lose it here. */
import { createKey } from '../foundation/keys.ts';
import { createRandom } from '../foundation/random.ts';
import { gas, ms, wei } from '../foundation/units.ts';
import type { Gas, Wei } from '../foundation/units.ts';
import { BridgedChain, publicSetOf } from '../bridging/bridged-chain.ts';
import type { BridgeValidator } from '../bridging/bridged-chain.ts';
import { encodeHeaderUpdate, signForeignHeader } from '../bridging/foreign-header.ts';
import type { ForeignHeader } from '../bridging/foreign-header.ts';
import { compareSharedSecurity, hubStakeSlot, securityHub } from '../bridging/shared-security.ts';
import { isMoreThan } from '../bridging/validator-set.ts';
import { tokenContract } from '../assets/token.ts';
import { ChainUser } from '../layer1/chain/chain-user.ts';
import { ContractChain } from '../layer1/chain/contract-chain.ts';
import { storedWord } from '../layer1/machine/contracts/contract-state.ts';
import { contractAddress } from '../layer1/machine/contracts/contract.ts';
import { hashHex, sha256 } from '../foundation/hash.ts';
import { Recorder } from '../simulation/recorder.ts';
import type { Trace } from '../simulation/trace.ts';

/** What a run of shared security is made of. */
export interface SharedSecuritySettings {
  readonly seed: number;
  /** How many of the ten stakers sign twice; 4 unless told. */
  readonly offenders?: number;
  /** What breaking each of the chains that share the stake would bring; three of 5,000 unless told. */
  readonly profits?: readonly Wei[];
}

/** What a run of shared security gives back. */
export interface SharedSecurityRun {
  readonly trace: Trace;
  /** All stake before and after, and what was destroyed. */
  readonly stake: Wei;
  readonly left: Wei;
  readonly slashed: Wei;
  /** Whether the offenders were enough to have both headers taken for final by somebody, with all others split over them. */
  readonly couldForkConsumer: boolean;
  /** The second time, the same evidence finds nobody to slash. */
  readonly again: string;
  readonly evidenceGas: Gas;
  readonly economics: ReturnType<typeof compareSharedSecurity>;
}

const STAKERS = 10;
const STAKE = 3_000n;
const HALF = { numerator: 1n, denominator: 2n };

/**
 * Ten stakers of a hub are the validators of a consumer chain. Some sign a second header of one height; whoever sees both brings them to the hub,
 * which checks the votes and destroys half of each offender's stake there.
 */
export function runSharedSecurity(settings: SharedSecuritySettings): SharedSecurityRun {
  const { seed, offenders = 4, profits = [5_000n, 5_000n, 5_000n].map(wei) } = settings;
  if (offenders < 0 || offenders > STAKERS) throw new RangeError(`There are ${STAKERS} stakers.`);
  const random = createRandom(seed, 'shared-security');
  const recorder = new Recorder(seed);
  const stakers: readonly BridgeValidator[] = Array.from({ length: STAKERS }, (_, index) => ({
    key: createKey(`staker ${index}`),
    power: STAKE,
  }));
  const hub = securityHub({
    id: 'hub',
    consumers: ['consumer'],
    slashed: HALF,
    unbonding: ms(21 * 24 * 3_600_000),
  });
  const watcher = createKey('watcher');
  const chain = new ContractChain({
    contracts: [hub],
    accounts: stakers.map(({ key }) => [key.address, { balance: wei(STAKE), nonce: 0 }]),
    feeMarket: false,
  });
  for (const { key } of stakers)
    new ChainUser(chain, key).call(hub, { kind: 'stake' }, { value: wei(STAKE) });
  chain.seal();
  const stakeOf = ({ key }: BridgeValidator): bigint =>
    storedWord(chain.state, contractAddress(hub.id), hubStakeSlot(key.address));
  const all = (): bigint => stakers.reduce((sum, staker) => sum + stakeOf(staker), 0n);
  const before = all();

  const token = tokenContract({ id: 'token', issuer: watcher.address });
  const consumer = new BridgedChain({
    id: 'consumer',
    number: 7,
    contracts: [token],
    shown: token.id,
    accounts: [],
    validators: stakers,
  });
  for (let block = 0; block < 3; block += 1) consumer.seal();
  const honest = consumer.headerAt(3);
  const other: ForeignHeader = { ...honest, appHash: hashHex(sha256(Uint8Array.of(seed & 255))) };
  const guilty = random
    .shuffle(stakers.map((_, index) => index))
    .slice(0, offenders)
    .sort((a, b) => a - b);
  const innocent = stakers.map((_, index) => index).filter((index) => !guilty.includes(index));
  const half = Math.ceil(innocent.length / 2);
  const signed = (header: ForeignHeader, who: readonly number[]): Uint8Array =>
    encodeHeaderUpdate({
      signed: signForeignHeader(
        header,
        who
          .toSorted((a, b) => a - b)
          .map((validator) => ({ validator, secretKey: stakers[validator]?.key.secretKey ?? '0x' })),
      ),
      validators: publicSetOf(stakers),
      trustedHeight: 0,
      trustedValidators: [],
    });
  const first = [...guilty, ...innocent.slice(0, half)];
  const second = [...guilty, ...innocent.slice(half)];
  const evidence = { kind: 'accuse', first: signed(honest, first), second: signed(other, second) } as const;
  const user = new ChainUser(chain, watcher);
  const accused = user.call(hub, evidence, { gasLimit: gas(2_000_000) });
  chain.seal();
  for (const index of guilty) {
    const staker = stakers[index] as BridgeValidator;
    const lost = STAKE - stakeOf(staker);
    recorder.record({
      kind: 'offence-proven',
      at: chain.now,
      actor: 'watcher',
      layer: 1,
      offender: `staker-${index}`,
      offence: 'two headers of one height',
      stake: lost.toString(),
    });
  }
  const repeated = user.call(hub, evidence, { gasLimit: gas(2_000_000) });
  chain.seal();
  const power = (who: readonly number[]): bigint => BigInt(who.length) * STAKE;
  const total = BigInt(STAKERS) * STAKE;
  return {
    trace: recorder.trace(),
    stake: wei(before),
    left: wei(all()),
    slashed: wei(before - all()),
    couldForkConsumer: [first, second].every((who) => isMoreThan(power(who), total, 2n, 3n)),
    again: chain.receipt(repeated)?.code ?? 'lost',
    evidenceGas: chain.receipt(accused)?.gasUsed ?? gas(0),
    economics: compareSharedSecurity({ stake: wei(total), profits, slashed: HALF }),
  };
}
