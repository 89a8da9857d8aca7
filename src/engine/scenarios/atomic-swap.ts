/** Scenario: coins of one chain against coins of another, by hash locks on both, with either party gone at any step. */
import { bytesToHex, concatBytes, hexToBytes } from '../foundation/bytes.ts';
import { hashHex, sha256 } from '../foundation/hash.ts';
import { createKey } from '../foundation/keys.ts';
import type { KeyPair } from '../foundation/keys.ts';
import { createRandom } from '../foundation/random.ts';
import { ms, sat, wei } from '../foundation/units.ts';
import type { Hash, Sat, Wei } from '../foundation/units.ts';
import { hashLockContract } from '../bridging/hash-lock-contract.ts';
import { ChainUser } from '../layer1/chain/chain-user.ts';
import { CoinChain } from '../layer1/chain/coin-chain.ts';
import { ContractChain } from '../layer1/chain/contract-chain.ts';
import {
  hashTimeLockScript,
  payToWitnessPublicKeyHash,
  payToWitnessScriptHash,
} from '../layer1/ledger/script/templates.ts';
import type { Script } from '../layer1/ledger/script/templates.ts';
import {
  signWitnessInput,
  spendWitnessPublicKeyHash,
  spendWitnessScript,
} from '../layer1/ledger/sign-input.ts';
import { transactionId } from '../layer1/ledger/transaction.ts';
import type { Transaction } from '../layer1/ledger/transaction.ts';
import { coinsOf } from '../layer1/ledger/utxo.ts';
import { Recorder } from '../simulation/recorder.ts';
import type { Trace } from '../simulation/trace.ts';

/** The steps of a swap in the order in which they are due. Ana has coins of the UTXO chain, Ben of the chain with contracts. */
export const SWAP_STEPS = ['ana-locks', 'ben-locks', 'ana-claims', 'ben-claims'] as const;

/** One step of a swap. */
export type SwapStep = (typeof SWAP_STEPS)[number];

/** What a swap is made of. */
export interface AtomicSwapSettings {
  readonly seed: number;
  /** The step before which whoever has it to do goes silent; nobody unless told. */
  readonly failAt?: SwapStep;
  /** Minutes after which the silent one is back; for good unless told. */
  readonly backAfter?: number;
  /** Minutes until Ana and Ben get their own coins back; 240 and 120 unless told. Ana's must be the longer, since Ben learns the secret from her claim. */
  readonly anaWaits?: number;
  readonly benWaits?: number;
  /** Whether Ana takes her own coins back first where she can and Ben's afterwards; she is honest unless told. */
  readonly isAnaGreedy?: boolean;
}

/** What a swap gives back. */
export interface AtomicSwapRun {
  readonly trace: Trace;
  readonly swapped: { readonly coins: Sat; readonly wei: Wei };
  /** What each has at the end, on both chains; fees come off the coins. */
  readonly ana: { readonly coins: Sat; readonly wei: Wei };
  readonly ben: { readonly coins: Sat; readonly wei: Wei };
  /** How it ended: both legs went over, neither did, or one party has both. */
  readonly outcome: 'both' | 'neither' | 'ana-has-both' | 'ben-has-both';
  /** Minutes until nothing was locked any more; null when something stays locked. */
  readonly minutes: number | null;
}

const FEE = 200n;
const MINUTE = 60_000;
const COIN_BLOCK = 10;

const spend = (id: Hash, output: number, to: Script, value: bigint, lockTime = 0): Transaction => ({
  version: 2,
  inputs: [{ id, output, script: new Uint8Array(0), sequence: 0xfffffffe, witness: [] }],
  outputs: [{ script: to, value: sat(value) }],
  lockTime,
});

/**
 * T. Nolan's swap (Bitcointalk, May 2013): Ana makes a secret and locks her coins behind its hash for long; Ben, when he sees that,
 * locks his behind the same hash for half as long; Ana claims his with the secret, and so shows it to Ben, who claims hers. Each waits for a block of
 * the other's leg. A block of contracts a minute, a block of coins every ten.
 */
export function runAtomicSwap(settings: AtomicSwapSettings): AtomicSwapRun {
  const {
    seed,
    failAt,
    backAfter = Infinity,
    anaWaits = 240,
    benWaits = 120,
    isAnaGreedy = false,
  } = settings;
  const random = createRandom(seed, 'atomic-swap');
  const recorder = new Recorder(seed);
  const [ana, ben] = [createKey('ana'), createKey('ben')];
  const [coins, price] = [sat(random.int(40_000, 60_000)), wei(random.int(500_000, 900_000))];
  const secret = hashHex(sha256(concatBytes(hexToBytes(ana.secretKey), Uint8Array.of(seed & 255))));
  const hash = hashHex(sha256(hexToBytes(secret)));
  const scriptOf = (key: KeyPair): Script => payToWitnessPublicKeyHash(hexToBytes(key.publicKey));

  const funding = hashHex(sha256(Uint8Array.of(1)));
  const coinChain = new CoinChain({
    coins: [
      {
        id: funding,
        output: 0,
        value: sat(coins + FEE),
        script: scriptOf(ana),
        height: 1,
        medianTime: 0,
        coinbase: false,
      },
    ],
  });
  const locks = hashLockContract({ id: 'hash-lock' });
  const chain = new ContractChain({
    contracts: [locks],
    accounts: [[ben.address, { balance: price, nonce: 0 }]],
    intervalMs: ms(MINUTE),
    feeMarket: false,
  });
  const [anaThere, benThere] = [new ChainUser(chain, ana), new ChainUser(chain, ben)];

  const lockHeight = coinChain.height + anaWaits / COIN_BLOCK;
  const witnessScript = hashTimeLockScript({
    hash: hexToBytes(hash),
    receiver: hexToBytes(ben.publicKey),
    sender: hexToBytes(ana.publicKey),
    lockTime: lockHeight,
  });
  const lockedTx = spendWitnessPublicKeyHash(
    spend(funding, 0, payToWitnessScriptHash(witnessScript), coins),
    0,
    sat(coins + FEE),
    ana,
  );
  const lockedId = transactionId(lockedTx);
  const unlock = (key: KeyPair, items: readonly Uint8Array[], lockTime: number): Transaction => {
    const unsigned = spend(lockedId, 0, scriptOf(key), coins - FEE, lockTime);
    const signature = signWitnessInput(unsigned, 0, { scriptCode: witnessScript, amount: coins }, key);
    return spendWitnessScript(unsigned, 0, witnessScript, [signature, ...items]);
  };
  const terms = {
    hash,
    receiver: ana.address,
    amount: price,
    until: benWaits * MINUTE,
  };

  const done = new Set<string>();
  let failedAt = Number.NaN;
  const at = (): number => chain.now;
  const isSilent = (step: SwapStep): boolean => {
    if (failAt === undefined || step.slice(0, 3) !== failAt.slice(0, 3)) return false;
    if (Number.isNaN(failedAt)) return false;
    return at() < failedAt + backAfter * MINUTE;
  };
  /** Does `step` once, unless who has it to do is silent or falls silent now. */
  const take = (step: SwapStep, doIt: () => void): void => {
    if (done.has(step) || isSilent(step)) return;
    if (step === failAt && Number.isNaN(failedAt)) {
      failedAt = at();
      return;
    }
    done.add(step);
    doIt();
  };
  const record = (actor: string, leg: string, value: bigint, outcome: 'claimed' | 'given-back'): void =>
    recorder.record({
      kind: 'leg-settled',
      at: at(),
      actor,
      layer: 1,
      leg,
      outcome,
      value: value.toString(),
    });
  const isCoinLegOpen = (): boolean =>
    coinChain.confirmations(lockedId) > 0 && coinChain.spenderOf({ id: lockedId, output: 0 }) === null;
  const calls = new Map<string, Hash>();
  const isOk = (name: string): boolean => {
    const call = calls.get(name);
    return call !== undefined && chain.receipt(call)?.ok === true;
  };
  const isOtherLegOpen = (): boolean => isOk('lock') && !isOk('claim') && !isOk('refund');
  const shownSecret = (): Hash | null => {
    const logs = chain.blocks.flatMap(({ receipts }) => receipts.flatMap((one) => one.logs));
    return (logs.find(({ name }) => name === 'secret')?.data as Hash | undefined) ?? null;
  };

  let minutes: number | null = null;
  const end = 3 * Math.max(anaWaits, benWaits);
  for (let minute = 1; minute <= end && minutes === null; minute += 1) {
    // Ana
    take('ana-locks', () => {
      coinChain.submit(lockedTx);
      recorder.record({
        kind: 'leg-locked',
        at: at(),
        actor: 'ana',
        layer: 1,
        leg: 'coins',
        value: coins.toString(),
        until: anaWaits * MINUTE,
      });
    });
    const isHerTimeOver = coinChain.height >= lockHeight;
    const isAnaThere =
      failAt?.startsWith('ana') !== true || Number.isNaN(failedAt) || at() >= failedAt + backAfter * MINUTE;
    if (isCoinLegOpen() && isHerTimeOver && isAnaThere) {
      const back = coinChain.submit(unlock(ana, [new Uint8Array(0)], lockHeight));
      if (back.ok) record('ana', 'coins', coins, 'given-back');
    }
    const mayClaim =
      isOtherLegOpen() && (!isAnaGreedy || coinChain.spenderOf({ id: lockedId, output: 0 }) !== null);
    if (mayClaim && at() + MINUTE < terms.until)
      take('ana-claims', () => {
        calls.set('claim', anaThere.call(locks, { kind: 'claim', ...terms, sender: ben.address, secret }));
        record('ana', 'wei', price, 'claimed');
      });
    // Ben
    const hasTimeLeft = isAnaGreedy || benWaits * MINUTE > at() + 30 * MINUTE;
    if (isCoinLegOpen() && hasTimeLeft)
      take('ben-locks', () => {
        calls.set('lock', benThere.call(locks, { kind: 'lock', ...terms }, { value: price }));
        recorder.record({
          kind: 'leg-locked',
          at: at(),
          actor: 'ben',
          layer: 1,
          leg: 'wei',
          value: price.toString(),
          until: terms.until,
        });
      });
    const known = shownSecret();
    if (known !== null && isCoinLegOpen())
      take('ben-claims', () => {
        coinChain.submit(unlock(ben, [hexToBytes(known), Uint8Array.of(1)], 0));
        record('ben', 'coins', coins, 'claimed');
      });
    const isBenThere =
      failAt?.startsWith('ben') !== true || Number.isNaN(failedAt) || at() >= failedAt + backAfter * MINUTE;
    if (isOtherLegOpen() && isBenThere && at() + MINUTE >= terms.until && !done.has('refund')) {
      done.add('refund');
      calls.set('refund', benThere.call(locks, { kind: 'refund', ...terms, sender: ben.address }));
      record('ben', 'wei', price, 'given-back');
    }
    chain.seal();
    if (minute % COIN_BLOCK === 0) coinChain.mine();
    const isCoinLegOver =
      !done.has('ana-locks') || (coinChain.spenderOf({ id: lockedId, output: 0 })?.height ?? null) !== null;
    const isQuiet = minute > 60 && isCoinLegOver && (!calls.has('lock') || isOk('claim') || isOk('refund'));
    if (isQuiet) minutes = minute;
  }
  const coinsOfKey = (key: KeyPair): Sat => {
    const script = bytesToHex(scriptOf(key));
    const mine = coinsOf(coinChain.coins).filter((coin) => bytesToHex(coin.script) === script);
    return sat(mine.reduce((sum, { value }) => sum + value, 0n));
  };
  const anaEnds = { coins: coinsOfKey(ana), wei: anaThere.balance };
  const benEnds = { coins: coinsOfKey(ben), wei: benThere.balance };
  const hasBenCoins = benEnds.coins > 0n;
  const hasAnaWei = anaEnds.wei > 0n;
  const outcome = hasBenCoins
    ? hasAnaWei
      ? 'both'
      : 'ben-has-both'
    : hasAnaWei
      ? 'ana-has-both'
      : 'neither';
  return {
    trace: recorder.trace(),
    swapped: { coins, wei: price },
    ana: anaEnds,
    ben: benEnds,
    outcome,
    minutes,
  };
}
