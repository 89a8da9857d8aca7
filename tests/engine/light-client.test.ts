/** A light client: which headers it follows, what it refuses, and how it freezes. */
import { beforeAll, describe, expect, test } from 'vitest';
import {
  areContradictory,
  BridgedChain,
  bridgeValidators,
  CLIENT_FROZEN_SLOT,
  CLIENT_LATEST_SLOT,
  contractAddress,
  decodeHeaderUpdate,
  encodeHeaderUpdate,
  foreignHeaderHash,
  genesisTrust,
  hashHex,
  judgeHeader,
  ms,
  publicSetOf,
  ready,
  sha256,
  signForeignHeader,
  storedWord,
  tokenContract,
  trustedStateOf,
  validatorSetHash,
  verifyForeignHeader,
  type BridgeValidator,
  type ForeignHeader,
  type HeaderUpdate,
  type LightClientSettings,
  type Result,
} from '../../src/engine/index.ts';
import { bridgeWith, callAt, people, seal } from './bridge-cases.ts';

const DAY = 24 * 3_600_000;
const settings: LightClientSettings = {
  chainId: 'cosmos',
  trustingPeriod: ms(14 * DAY),
  maxClockDrift: ms(10_000),
};
let validators: readonly BridgeValidator[];
let others: readonly BridgeValidator[];
let chain: BridgedChain;

beforeAll(async () => {
  await ready();
  validators = bridgeValidators('cosmos', [40n, 30n, 20n, 10n]);
  others = bridgeValidators('others', [40n, 30n, 20n, 10n]);
  chain = new BridgedChain({
    id: 'cosmos',
    number: 3,
    contracts: [tokenContract({ id: 'token', issuer: people().ana.address })],
    shown: 'token',
    accounts: [],
    validators,
  });
  for (let block = 0; block < 10; block += 1) chain.seal();
});

const codeOf = (result: Result<unknown>): string => (result.ok ? 'ok' : result.rejection.code);
const NOW = ms(60_000);
const check = (update: HeaderUpdate, now = NOW, trusted = chain.trustedAt(update.trustedHeight)): string =>
  codeOf(verifyForeignHeader(trusted, update, now, settings));
/** `header` signed by the validators at these places. */
const signedBy = (header: ForeignHeader, places: readonly number[], set = validators) =>
  signForeignHeader(
    header,
    places.map((validator) => ({ validator, secretKey: set[validator]?.key.secretKey ?? '0x' })),
  );
const changed = (
  height: number,
  change: Partial<ForeignHeader>,
  places = [0, 1, 2, 3],
  trustedHeight = 2,
): HeaderUpdate => ({
  ...chain.updateFor(trustedHeight, height),
  signed: signedBy({ ...chain.headerAt(height), ...change }, places),
});
const anyHash = hashHex(new Uint8Array(32).fill(7));

describe('a header', () => {
  test('is followed, whether it is the next or a later one', () => {
    expect(check(chain.updateFor(2, 3))).toBe('ok');
    expect(check(chain.updateFor(2, 9))).toBe('ok');
    expect(check(chain.updateFor(0, 9), NOW, genesisTrust(validators))).toBe('ok');
  });

  test('needs more than two thirds of its own power: 70 of 100 are enough, 60 are not', () => {
    expect(check(changed(3, {}, [0, 1]))).toBe('ok');
    expect(check(changed(3, {}, [0, 2]))).toBe('too-little-power');
    expect(check(changed(3, {}, []))).toBe('too-little-power');
    expect(check(changed(9, {}, [1, 2, 3]))).toBe('too-little-power');
    expect(check(changed(9, {}, [1]))).toBe('too-little-trust');
  });

  test.each([
    ['of another chain', { chainId: 'other' }, 'wrong-chain'],
    ['with a set that nobody announced', { validatorsHash: anyHash }, 'wrong-validators'],
    ['from the future', { timestamp: ms(70_000) }, 'from-the-future'],
    ['no later than what is trusted', { timestamp: ms(10_000) }, 'time-not-after'],
    ['no higher than what is trusted', { height: 2 }, 'height-not-after'],
  ])('%s is refused although all have signed it', (_what, change, code) => {
    expect(check(changed(3, change))).toBe(code);
  });

  test('signed for another one, twice by one validator, or by a stranger is refused', () => {
    const good = chain.updateFor(2, 3);
    const { header, commit } = good.signed;
    const elsewhere = { header: { ...header, appHash: anyHash }, commit };
    expect(check({ ...good, signed: elsewhere })).toBe('vote-elsewhere');
    const relabelled = {
      header: { ...header, appHash: anyHash },
      commit: { ...commit, block: foreignHeaderHash({ ...header, appHash: anyHash }) },
    };
    expect(check({ ...good, signed: relabelled })).toBe('bad-signature');
    const [first] = commit.votes;
    const twice = {
      header,
      commit: { ...commit, votes: [first, first].filter((vote) => vote !== undefined) },
    };
    expect(check({ ...good, signed: twice })).toBe('voted-twice');
    const stranger = {
      header,
      commit: { ...commit, votes: [{ validator: 9, signature: first?.signature ?? '0x' }] },
    };
    expect(check({ ...good, signed: stranger })).toBe('unknown-voter');
    expect(check({ ...good, signed: signedBy(header, [0, 1, 2, 3], others) })).toBe('bad-signature');
  });

  test('is not trusted for longer than the trusting period', () => {
    const { timestamp } = chain.headerAt(2);
    const just = ms(timestamp + settings.trustingPeriod - 1);
    const over = ms(timestamp + settings.trustingPeriod);
    expect(check(chain.updateFor(2, 3), just)).toBe('ok');
    expect(check(chain.updateFor(2, 3), over)).toBe('trust-expired');
  });

  test('is shown with the trusted set, not with one that suits the prover', () => {
    const update = chain.updateFor(2, 9);
    expect(check({ ...update, trustedValidators: publicSetOf(others) })).toBe('wrong-trusted-validators');
    const own = { ...chain.headerAt(9), validatorsHash: validatorSetHash(publicSetOf(others)) };
    const foreign = {
      ...update,
      validators: publicSetOf(others),
      signed: signedBy(own, [0, 1, 2, 3], others),
    };
    expect(check(foreign)).toBe('too-little-trust');
    expect(check({ ...foreign, signed: signedBy({ ...own, height: 3 }, [0, 1, 2, 3], others) })).toBe(
      'unannounced-validators',
    );
  });

  test('stands as bytes in one form', () => {
    const update = chain.updateFor(2, 9);
    const bytes = encodeHeaderUpdate(update);
    const back = decodeHeaderUpdate(bytes);
    expect(back.ok && back.value).toEqual(update);
    expect(codeOf(decodeHeaderUpdate(bytes.subarray(0, -1)))).not.toBe('ok');
    expect(codeOf(decodeHeaderUpdate(Uint8Array.of(0xc0)))).not.toBe('ok');
  });
});

test('validators change, announced one header before: step by step all of them may, at once only two thirds', () => {
  const moving = new BridgedChain({
    id: 'cosmos',
    number: 3,
    contracts: [],
    shown: 'token',
    accounts: [],
    validators,
  });
  moving.seal();
  moving.rotate(others);
  for (let block = 0; block < 4; block += 1) moving.seal();
  const follow = (from: number, to: number): string =>
    codeOf(verifyForeignHeader(moving.trustedAt(from), moving.updateFor(from, to), NOW, settings));
  expect(moving.validatorsAt(2)).toBe(validators);
  expect(moving.validatorsAt(3)).toBe(others);
  expect([follow(1, 2), follow(2, 3), follow(3, 5)]).toEqual(['ok', 'ok', 'ok']);
  // Nobody whom header 1 announces has signed header 4.
  expect(follow(1, 4)).toBe('too-little-trust');
});

describe('two headers', () => {
  test('contradict each other at one height, or when the later is not later in time', () => {
    const [three, four] = [chain.headerAt(3), chain.headerAt(4)];
    expect(areContradictory(three, four)).toBe(false);
    expect(areContradictory(three, three)).toBe(false);
    expect(areContradictory(three, { ...three, appHash: anyHash })).toBe(true);
    expect(areContradictory({ ...four, timestamp: three.timestamp }, three)).toBe(true);
  });

  test('are judged beside what the client has', () => {
    const three = chain.headerAt(3);
    const [before, same, after] = [2, 3, 4].map((height) => trustedStateOf(chain.headerAt(height)));
    const states = { before: before ?? null, same: null, after: after ?? null };
    expect(judgeHeader(three, states)).toBe('new');
    expect(judgeHeader(three, { ...states, same: same ?? null })).toBe('known');
    expect(judgeHeader({ ...three, appHash: anyHash }, { ...states, same: same ?? null })).toBe(
      'misbehaviour',
    );
    expect(judgeHeader({ ...three, timestamp: chain.headerAt(4).timestamp }, states)).toBe('misbehaviour');
    expect(judgeHeader({ ...three, timestamp: chain.headerAt(2).timestamp }, states)).toBe('misbehaviour');
  });
});

describe('the client as a contract', () => {
  const latest = ({ chain: at, client }: ReturnType<typeof bridgeWith>['west'], slot = CLIENT_LATEST_SLOT) =>
    storedWord(at.chain.state, contractAddress(client.id), slot);

  test('follows whoever brings headers, in any order, and takes none twice', () => {
    const bridge = bridgeWith();
    const { east, west, who } = bridge;
    seal(bridge, 5);
    const bring = (from: number, to: number): string =>
      callAt(west, who.ben, west.client, {
        kind: 'update',
        header: encodeHeaderUpdate(east.chain.updateFor(from, to)),
      });
    expect(bring(0, 4)).toBe('ok');
    expect(latest(west)).toBe(4n);
    expect(bring(0, 2)).toBe('ok');
    expect(bring(2, 3)).toBe('ok');
    expect(latest(west)).toBe(4n);
    expect(bring(0, 4)).toBe('ok');
    expect(bring(5, 6)).toBe('unknown-height');
    expect(latest(west, CLIENT_FROZEN_SLOT)).toBe(0n);
  });

  test('freezes for good when two thirds sign a second header, and then tells nobody anything', () => {
    const bridge = bridgeWith();
    const { east, west, who } = bridge;
    seal(bridge, 5);
    const honest = east.chain.updateFor(0, 4);
    const set = east.chain.validatorsAt(4);
    const forged = {
      ...honest,
      signed: signedBy(
        { ...honest.signed.header, appHash: hashHex(sha256(Uint8Array.of(1))) },
        [0, 1, 2],
        set,
      ),
    };
    const header = encodeHeaderUpdate(honest);
    expect(callAt(west, who.ben, west.client, { kind: 'update', header })).toBe('ok');
    const second = encodeHeaderUpdate(forged);
    expect(callAt(west, who.ben, west.client, { kind: 'accuse', first: header, second: header })).toBe(
      'no-contradiction',
    );
    expect(callAt(west, who.ben, west.client, { kind: 'update', header: second })).toBe('ok');
    expect(latest(west, CLIENT_FROZEN_SLOT)).toBe(1n);
    expect(callAt(west, who.ben, west.client, { kind: 'update', header })).toBe('client-frozen');
    expect(callAt(west, who.ben, west.client, { kind: 'latest' })).toBe('client-frozen');
  });

  test('freezes on an accusation that it has not seen the headers of, and not on one by a minority', () => {
    const bridge = bridgeWith();
    const { east, west, who } = bridge;
    seal(bridge, 5);
    const honest = east.chain.updateFor(0, 4);
    const set = east.chain.validatorsAt(4);
    const other = { ...honest.signed.header, appHash: anyHash };
    const accuse = (places: readonly number[]): string =>
      callAt(west, who.ben, west.client, {
        kind: 'accuse',
        first: encodeHeaderUpdate(honest),
        second: encodeHeaderUpdate({ ...honest, signed: signedBy(other, places, set) }),
      });
    // Three of four with 25 each: 75 of 100. Two have a half.
    expect(accuse([0, 1])).toBe('too-little-power');
    expect(latest(west, CLIENT_FROZEN_SLOT)).toBe(0n);
    expect(accuse([0, 1, 3])).toBe('ok');
    expect(latest(west, CLIENT_FROZEN_SLOT)).toBe(1n);
  });

  test('answers no more when no header came for the trusting period', () => {
    const bridge = bridgeWith({ trustingPeriod: ms(30_000) });
    const { west, who } = bridge;
    expect(callAt(west, who.ben, west.client, { kind: 'latest' })).toBe('ok');
    // Its only header is the genesis, of time 0: the block at 30 seconds is one instant too late.
    let answer = 'ok';
    while (answer === 'ok') answer = callAt(west, who.ben, west.client, { kind: 'latest' });
    expect([answer, west.chain.chain.now]).toEqual(['client-expired', 30_000]);
  });
});
