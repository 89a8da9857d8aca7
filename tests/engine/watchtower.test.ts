import { beforeAll, describe, expect, test } from 'vitest';
import {
  bytesToHex,
  hexToBytes,
  homeScript,
  justiceHint,
  locatorOf,
  openBytes,
  openHint,
  ownCommitmentTransaction,
  ready,
  runWatchtower,
  sat,
  sealBytes,
  sealHint,
  transactionId,
  utf8,
  watchBlock,
  Watchtower,
  type ChannelState,
  type Hex,
  type JusticeHint,
} from 'strata';
import { codeOf } from './bitcoin-cases.ts';
import {
  act,
  CAPACITY,
  claim,
  collected,
  hashOf,
  need,
  offer,
  openPair,
  pay,
  preimageOf,
} from './channel-cases.ts';

beforeAll(async () => ready());

const hintFor = (state: ChannelState, number: number): JusticeHint => {
  const hint = justiceHint(state, number, homeScript(state), sat(253n));
  if (hint === null) throw new Error('expected a hint');
  return hint;
};

describe('sealing', () => {
  test("gives RFC 8439's own example", () => {
    const text =
      "Ladies and Gentlemen of the class of '99: If I could offer you only one tip for the future, sunscreen would be it.";
    const key = Uint8Array.from({ length: 32 }, (_, at) => 0x80 + at);
    const nonce = hexToBytes('070000004041424344454647');
    const extra = hexToBytes('50515253c0c1c2c3c4c5c6c7');
    const sealed = sealBytes(utf8(text), key, nonce, extra);
    // Section 2.8.2: the first bytes of the ciphertext, and the tag.
    expect(bytesToHex(sealed.subarray(0, 16))).toBe('0xd31a8d34648e60db7b86afbc53ef7ec2');
    expect(bytesToHex(sealed.subarray(-16))).toBe('0x1ae10b594f09e26a7e902ecbd0600691');
    expect(need(openBytes(sealed, key, nonce, extra))).toEqual(utf8(text));
  });

  test('is broken by one changed bit, another key, and fewer bytes than a tag', () => {
    const key = new Uint8Array(32).fill(7);
    const sealed = sealBytes(utf8('a penalty'), key);
    for (let at = 0; at < sealed.length; at += 1) {
      const changed = sealed.map((byte, index) => (index === at ? byte ^ 1 : byte));
      expect(codeOf(openBytes(changed, key))).toBe('seal-broken');
    }
    expect(codeOf(openBytes(sealed, new Uint8Array(32).fill(8)))).toBe('seal-broken');
    expect(codeOf(openBytes(new Uint8Array(3), key))).toBe('seal-broken');
  });
});

describe('a hint', () => {
  test('opens with the id of its own commitment, and no other', () => {
    const { pair } = openPair();
    const old = pair.opener;
    pay(pair, 'opener', 50_000_000n);
    const hint = hintFor(pair.acceptor, 0);
    const id = transactionId(ownCommitmentTransaction(old));
    expect(hint.locator).toBe(locatorOf(id));
    expect(need(openHint(hint, id))).toHaveLength(2);
    const other = transactionId(ownCommitmentTransaction(pair.opener));
    expect(codeOf(openHint(hint, other))).toBe('seal-broken');
    // The locator is half of the id: it does not open what it names.
    expect(codeOf(openHint(hint, `${hint.locator}${'00'.repeat(16)}` as typeof id))).toBe('seal-broken');
  });

  test('is there for every revoked commitment and for no other', () => {
    const { pair } = openPair();
    pay(pair, 'opener', 50_000_000n);
    expect(justiceHint(pair.acceptor, 1, homeScript(pair.acceptor), sat(253n))).not.toBeNull();
    expect(justiceHint(pair.acceptor, 2, homeScript(pair.acceptor), sat(253n))).toBeNull();
    expect(justiceHint(pair.acceptor, 3, homeScript(pair.acceptor), sat(253n))).toBeNull();
  });
});

describe('a tower', () => {
  test('takes HTLCs too, even those that the cheat has moved on with', () => {
    const { chain, pair } = openPair();
    offer(pair, 'opener', 60_000_000n, preimageOf('mine'), 107);
    const theirs = offer(pair, 'acceptor', 30_000_000n, preimageOf('theirs'), 400);
    const old = { ...pair.opener, preimages: { [hashOf(preimageOf('theirs'))]: preimageOf('theirs') } };
    claim(pair, 'acceptor', theirs, preimageOf('theirs'));
    const tower = new Watchtower(chain);
    tower.add(hintFor(pair.acceptor, old.own.number));
    need(chain.submit(ownCommitmentTransaction(old)));
    // The tower is down while the cheat takes both HTLCs to their second stage.
    for (let block = 0; block < 5; block += 1) {
      chain.mine();
      act(old, chain);
    }
    chain.mine();
    for (let block = 0; block < 8; block += 1) {
      tower.look();
      act(old, chain);
      chain.mine();
    }
    expect(collected(old, chain)).toBe(0n);
    expect(collected(pair.acceptor, chain)).toBeGreaterThan(CAPACITY - 1_500n);
  });

  test('looks again after a reorganisation', () => {
    const { chain, pair } = openPair();
    const old = pair.opener;
    pay(pair, 'opener', 400_000_000n);
    const tower = new Watchtower(chain);
    tower.add(hintFor(pair.acceptor, 0));
    need(chain.submit(ownCommitmentTransaction(old)));
    chain.mine();
    expect(tower.look()).toHaveLength(1);
    chain.mine();
    // Both blocks are undone, and the penalty does not come back by itself.
    const id = transactionId(ownCommitmentTransaction(old));
    chain.reorganise(2, (one) => one !== id);
    chain.mine();
    expect(tower.look()).toHaveLength(1);
    chain.mine();
    expect(collected(pair.acceptor, chain)).toBeGreaterThan(CAPACITY - 600n);
  });

  test('does nothing when the newest commitment is published', () => {
    const { chain, pair } = openPair();
    pay(pair, 'opener', 50_000_000n);
    const tower = new Watchtower(chain);
    for (const number of [0, 1]) tower.add(hintFor(pair.acceptor, number));
    need(chain.submit(ownCommitmentTransaction(pair.opener)));
    chain.mine();
    expect(tower.look()).toEqual([]);
  });

  test('catches the cheat within the wait, and not from the wait on', () => {
    for (const seed of [1, 2, 3]) {
      expect(runWatchtower({ seed, delay: 4, towerDown: 3 })).toMatchObject({
        punished: true,
        got: { cheat: 0n },
      });
      const late = runWatchtower({ seed, delay: 4, towerDown: 4 });
      expect(late.punished).toBe(false);
      expect(late.got.honest).toBe(late.claimed.honest);
    }
  });
});

describe('a tower among wrong hints', () => {
  const watched = () => {
    const { chain, pair } = openPair();
    const old: ChannelState = pair.opener;
    pay(pair, 'opener', 400_000_000n);
    return { chain, pair, old, hint: hintFor(pair.acceptor, 0) };
  };

  test('keeps a hint though the cheat, who knows its locator, leaves wrong ones before and after', () => {
    const { chain, pair, old, hint } = watched();
    const commitment = ownCommitmentTransaction(old);
    const id = transactionId(commitment);
    const tower = new Watchtower(chain);
    const wrong = [
      { locator: hint.locator, sealed: '0x00' as Hex },
      { locator: hint.locator, sealed: 'nothing' as Hex },
      sealHint(id, [commitment]),
      sealHint(id, []),
    ];
    for (const one of [...wrong, hint, hint, ...wrong]) tower.add(one);
    expect(hint.locator).toBe(locatorOf(id));
    expect(tower.hints).toBe(5);
    need(chain.submit(commitment));
    chain.mine();
    expect(tower.look()).toHaveLength(1);
    chain.mine();
    expect(collected(pair.acceptor, chain)).toBeGreaterThan(CAPACITY - 600n);
  });

  test('looks at each block once, and again only at those that replace others', () => {
    const { chain } = watched();
    const seen: number[] = [];
    const tower = new Watchtower(chain, (hints, block) => {
      seen.push(block.height);
      return watchBlock(hints, block);
    });
    tower.look();
    chain.mine(2);
    tower.look();
    tower.look();
    chain.reorganise(1);
    chain.mine(2);
    tower.look();
    expect(seen).toEqual([101, 102, 103, 104, 105, 105, 106]);
  });
});
