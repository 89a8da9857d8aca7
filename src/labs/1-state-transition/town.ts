/** The ledger of the checks: three people with keys, a proposer, and a request that nothing is wrong with. */
import {
  accountsOf,
  createKey,
  createRandom,
  createState,
  getAccount,
  ms,
  TRANSFER_GAS,
  wei,
  type AccountState,
  type Address,
  type BlockContext,
  type KeyPair,
  type Random,
  type Transfer,
} from 'strata';

export const GWEI = 1_000_000_000n;

/** A small ledger: three people with keys, a proposer, and the block that the transfer is meant for. */
export interface Town {
  readonly random: Random;
  readonly ana: KeyPair;
  readonly bao: KeyPair;
  readonly cem: KeyPair;
  readonly proposer: KeyPair;
  readonly state: AccountState;
  readonly context: BlockContext;
  /** What Ana asks for where a check does not say otherwise; nothing is wrong with it. */
  readonly request: Transfer;
}

export const town = (seed: number): Town => {
  const random = createRandom(seed, 'town');
  const [ana, bao, cem, proposer] = ['ana', 'bao', 'cem', 'proposer'].map((name) =>
    createKey(`${name} ${seed % 16}`),
  );
  if (ana === undefined || bao === undefined || cem === undefined || proposer === undefined)
    throw new RangeError('No town.');
  const rich = (): bigint => 10n ** 18n + random.bigint(10n ** 18n);
  const nonce = random.int(1, 40);
  const baseFee = wei(GWEI + random.bigint(40n * GWEI));
  const tip = GWEI + random.bigint(3n * GWEI);
  const chainId = random.pick([1, 10, 5000, 42161]);
  return {
    random,
    ana,
    bao,
    cem,
    proposer,
    state: createState([
      [ana.address, { balance: wei(rich()), nonce }],
      [bao.address, { balance: wei(rich()), nonce: random.int(0, 9) }],
      [cem.address, { balance: wei(rich()), nonce: 0 }],
      [proposer.address, { balance: wei(random.bigint(GWEI)), nonce: 0 }],
    ]),
    context: {
      height: random.int(1, 9999),
      timestamp: ms(12_000),
      baseFee,
      proposer: proposer.address,
      chainId,
    },
    request: {
      chainId,
      nonce,
      to: bao.address,
      value: wei(1n + random.bigint(10n ** 17n)),
      gasLimit: TRANSFER_GAS,
      maxFeePerGas: wei(2n * baseFee + tip),
      maxPriorityFeePerGas: wei(tip),
    },
  };
};

/** Whole numbers with commas between the thousands. */
export const group = (amount: bigint): string => String(amount).replaceAll(/\B(?=(\d{3})+(?!\d))/g, ',');

/** What each name holds and has sent, as text, so that two states can be compared and shown. */
export const held = (
  state: AccountState,
  people: Readonly<Record<string, Address>>,
): Readonly<Record<string, string>> =>
  Object.fromEntries(
    Object.entries(people).map(([name, address]) => {
      const { balance, nonce } = getAccount(state, address);
      return [name, `${group(balance)} wei, nonce ${nonce}`];
    }),
  );

export const peopleOf = ({ ana, bao, proposer }: Town): Readonly<Record<string, Address>> => ({
  Ana: ana.address,
  Bao: bao.address,
  'The proposer': proposer.address,
});

export const supply = (state: AccountState): bigint =>
  accountsOf(state).reduce((sum, [, { balance }]) => sum + balance, 0n);

/** The first entry that differs, in a sentence. */
export const difference = (actual: unknown, expected: unknown): string => {
  const mine = actual as Readonly<Record<string, string>>;
  const right = expected as Readonly<Record<string, string>>;
  const name = Object.keys(right).find((key) => mine[key] !== right[key]);
  return name === undefined
    ? 'The states differ.'
    : `${name} should have ${right[name]}; in your state: ${mine[name]}.`;
};

/** Who may be whom: what Ana does, whom she pays, and who proposes the block. */
export const rolesOf = ({
  ana,
  bao,
  proposer,
}: Town): readonly (readonly [does: string, to: Address, proposer: Address])[] => [
  ['pays herself', ana.address, proposer.address],
  ['pays the proposer', proposer.address, proposer.address],
  ['proposes the block herself', bao.address, ana.address],
  ['pays herself in a block of her own', ana.address, ana.address],
];
