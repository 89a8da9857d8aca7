/** Attacks on bridges that once got through: bytes made to stop a node, delays run down beforehand, votes that count twice. */
import { beforeAll, describe, expect, test } from 'vitest';
import {
  ChainUser,
  ContractChain,
  createKey,
  decideTradeMove,
  decodeHeaderUpdate,
  decodeProof,
  encodeHeaderUpdate,
  foreignHeaderHash,
  gas,
  isAlwaysOut,
  ms,
  multisigBridge,
  ready,
  securityHub,
  hashHex,
  slot,
  upgradeableVault,
  wei,
  type Contract,
  type ForeignHeader,
  type KeyPair,
  type TradeLeg,
} from '../../src/engine/index.ts';
import { bridgeWith, callAt } from './bridge-cases.ts';

beforeAll(() => ready());

const HOUR = 3_600_000;
const ZERO = hashHex(new Uint8Array(32));
const rulesOf = (header: Partial<ForeignHeader>): ForeignHeader => ({
  chainId: 'consumer',
  height: 5,
  timestamp: ms(1_000),
  block: ZERO,
  appHash: ZERO,
  validatorsHash: ZERO,
  nextValidatorsHash: ZERO,
  ...header,
});

/** A chain with blocks of an hour and one contract; each call has a block of its own. */
function hourly<Call>(contract: Contract<Call>, rich: KeyPair) {
  const chain = new ContractChain({
    contracts: [contract],
    accounts: [[rich.address, { balance: wei(1_000n), nonce: 0 }]],
    intervalMs: ms(HOUR),
    feeMarket: false,
  });
  const call = (who: KeyPair, message: Call, value = 0n): string => {
    const id = new ChainUser(chain, who).call(contract, message, {
      value: wei(value),
      gasLimit: gas(5_000_000),
    });
    chain.seal();
    return chain.receipt(id)?.code ?? 'lost';
  };
  return { chain, call };
}

describe('bytes made to stop a node', () => {
  test('a header of a chain with an endless name is refused, on the chain too', () => {
    const header = rulesOf({ chainId: String.fromCharCode(0).repeat(200_000) });
    const update = encodeHeaderUpdate({
      signed: { header, commit: { block: foreignHeaderHash(header), slot: slot(5), votes: [] } },
      validators: [],
      trustedHeight: 0,
      trustedValidators: [],
    });
    const decoded = decodeHeaderUpdate(update);
    expect(decoded.ok ? 'read' : decoded.rejection.code).toBe('malformed-chain-id');
    const { east, who } = bridgeWith();
    expect(callAt(east, who.carrier, east.client, { kind: 'update', header: update })).toBe(
      'malformed-chain-id',
    );
  });

  test(
    'a proof of a hundred thousand empty entries is read in time that grows with its length',
    { timeout: 5_000 },
    () => {
      const inner = new Uint8Array(600_000);
      for (let at = 0; at < inner.length; at += 2) inner[at] = 0x0a;
      const length = [(600_000 % 128) | 128, ((600_000 >> 7) % 128) | 128, 600_000 >> 14];
      const decoded = decodeProof(Uint8Array.from([0x1a, ...length, ...inner]));
      expect(decoded.ok ? 'read' : decoded.rejection.code).toBe('not-one-proof');
    },
  );
});

describe('delays run down beforehand', () => {
  test('stake that comes after a request to unbond stays bonded', () => {
    const staker = createKey('staker');
    const hub = securityHub({
      id: 'hub',
      consumers: ['consumer'],
      slashed: { numerator: 1n, denominator: 2n },
      unbonding: ms(3 * HOUR),
    });
    const { chain, call } = hourly(hub, staker);
    expect(call(staker, { kind: 'unbond' })).toBe('nothing-staked');
    expect(call(staker, { kind: 'stake' }, 1n)).toBe('ok');
    expect(call(staker, { kind: 'unbond' })).toBe('ok');
    for (let block = 0; block < 4; block += 1) chain.seal();
    // The first coin could leave now; with a second one behind the key the whole stake is liable anew.
    expect(call(staker, { kind: 'stake' }, 999n)).toBe('ok');
    expect(call(staker, { kind: 'fetch' })).toBe('still-bonded');
    expect(call(staker, { kind: 'unbond' })).toBe('ok');
    expect([call(staker, { kind: 'fetch' }), call(staker, { kind: 'fetch' })]).toEqual([
      'still-bonded',
      'still-bonded',
    ]);
    expect(call(staker, { kind: 'fetch' })).toBe('ok');
    expect(new ChainUser(chain, staker).balance).toBe(1_000n);
  });

  test('coins that come into a vault after a request to leave wait as long as others', () => {
    const holder = createKey('holder');
    const vault = upgradeableVault({
      id: 'vault',
      council: [],
      needed: 1,
      timelock: ms(0),
      exitDelay: ms(3 * HOUR),
      emergency: null,
    });
    const { chain, call } = hourly(vault, holder);
    expect(call(holder, { kind: 'requestExit' })).toBe('nothing-deposited');
    expect(call(holder, { kind: 'deposit' }, 1n)).toBe('ok');
    expect(call(holder, { kind: 'requestExit' })).toBe('ok');
    for (let block = 0; block < 4; block += 1) chain.seal();
    expect(call(holder, { kind: 'deposit' }, 999n)).toBe('ok');
    expect(call(holder, { kind: 'fetch' })).toBe('not-asked');
    expect(call(holder, { kind: 'requestExit' })).toBe('ok');
    expect([call(holder, { kind: 'fetch' }), call(holder, { kind: 'fetch' })]).toEqual([
      'exit-delay',
      'exit-delay',
    ]);
    expect(call(holder, { kind: 'fetch' })).toBe('ok');
    expect(new ChainUser(chain, holder).balance).toBe(1_000n);
  });

  test('whoever may leave in the very instant of an upgrade is not out in time: the council may come first', () => {
    const keys = { timelock: ms(10 * HOUR), exitDelay: ms(7 * HOUR) };
    expect([isAlwaysOut(keys, ms(3 * HOUR - 1)), isAlwaysOut(keys, ms(3 * HOUR))]).toEqual([true, false]);
  });
});

describe('votes that count twice', () => {
  test('a signer cannot stand twice among those of a multisig bridge', () => {
    const [a, b] = [createKey('a').publicKey, createKey('b').publicKey];
    expect(() => multisigBridge({ id: 'bridge', signers: [a, b, a], needed: 2 })).toThrow(RangeError);
    expect(() => multisigBridge({ id: 'bridge', signers: [a, b], needed: 2 })).not.toThrow();
  });
});

describe('a swap whose chain undoes a claim', () => {
  test('is claimed again by the first, whose secret is out', () => {
    const leg = (state: TradeLeg['state']): TradeLeg => ({ state, until: ms(100_000) });
    const view = { role: 'first', now: ms(0), blockMs: ms(1_000), knowsSecret: true } as const;
    const move = (own: TradeLeg['state']) =>
      decideTradeMove({ ...view, own: leg(own), other: leg('locked') });
    // Whoever has taken its own back must not claim as well: that would be both legs.
    expect([move('none'), move('locked'), move('claimed'), move('refunded')]).toEqual([
      'lock',
      'claim',
      'claim',
      'wait',
    ]);
  });
});
