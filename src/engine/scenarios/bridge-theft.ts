/** Scenario: keys are stolen one by one, of a multisig bridge and of the validators behind a light client. */
import { createKey } from '../foundation/keys.ts';
import type { KeyPair } from '../foundation/keys.ts';
import { createRandom } from '../foundation/random.ts';
import { gas, ms, wei } from '../foundation/units.ts';
import type { Wei } from '../foundation/units.ts';
import { forgePacket, forgeRelease } from '../adversaries/bridge-theft.ts';
import type { StolenKey } from '../adversaries/bridge-theft.ts';
import { utf8 } from '../foundation/bytes.ts';
import { encodeHeaderUpdate } from '../bridging/foreign-header.ts';
import { multisigBridge } from '../bridging/multisig-bridge.ts';
import { encodePacket } from '../bridging/packets.ts';
import type { Packet } from '../bridging/packets.ts';
import { Relayer } from '../bridging/relayer.ts';
import { bridgeValidators, bridgeVoucher, createTokenBridge, richHolders } from '../bridging/token-bridge.ts';
import { encodeTransferData } from '../bridging/transfer-contract.ts';
import { ChainUser } from '../layer1/chain/chain-user.ts';
import { balanceIn } from '../layer1/machine/contracts/contract-state.ts';
import { contractAddress } from '../layer1/machine/contracts/contract.ts';
import { Recorder } from '../simulation/recorder.ts';
import type { Trace } from '../simulation/trace.ts';
import { sealBoth } from './bridge-trace.ts';

/** What a theft is made of. */
export interface BridgeTheftSettings {
  readonly seed: number;
  /** Stakes of the validators, whose keys are also the multisig's; nine equal ones unless told. */
  readonly powers?: readonly bigint[];
  /** How many keys the multisig asks for; 5 unless told, as Ronin's bridge did until March 2022. */
  readonly needed?: number;
  /** What is locked in each of the two bridges. */
  readonly locked?: Wei;
}

/** What the thief's keys were good for, after each theft. */
export interface TheftStep {
  readonly keys: number;
  /** The power of the keys, of all. */
  readonly power: bigint;
  /** How the release from the multisig and the forged header ended: `ok`, or the code of the refusal. */
  readonly multisig: string;
  readonly lightClient: string;
}

/** What a theft gives back. */
export interface BridgeTheftRun {
  readonly trace: Trace;
  readonly steps: readonly TheftStep[];
  /** With how many keys each bridge was emptied; null when it never was. */
  readonly multisigAt: number | null;
  readonly lightClientAt: number | null;
  /** What the thief has at the end. */
  readonly taken: Wei;
}

const NINE = Array.from({ length: 9 }, () => 10n);

/**
 * The same keys guard the same sum twice: as the signers of a multisig bridge, and as the validators of `east`, which `west`
 * follows by a light client. The thief steals one key after the other in a random order and tries both bridges each time.
 */
export function runBridgeTheft(settings: BridgeTheftSettings): BridgeTheftRun {
  const { seed, powers = NINE, needed = 5, locked = wei(10_000n) } = settings;
  const random = createRandom(seed, 'bridge-theft');
  const recorder = new Recorder(seed);
  const validators = bridgeValidators('east', powers);
  const multisig = multisigBridge({
    id: 'multisig',
    signers: validators.map(({ key }) => key.publicKey),
    needed,
  });
  const [ana, thief, carrier] = ['ana', 'thief', 'relayer'].map((name) => createKey(name)) as [
    KeyPair,
    KeyPair,
    KeyPair,
  ];
  const holders = richHolders([ana.address, carrier.address]);
  const bridge = createTokenBridge({ holders, powers, contracts: [multisig] });
  const { east, west } = bridge;
  const owner = new ChainUser(west.chain.chain, ana);
  const robber = new ChainUser(west.chain.chain, thief);
  sealBoth(bridge, recorder);
  owner.call(multisig, { kind: 'deposit', receiver: ana.address }, { value: locked });
  const name = utf8('sol');
  owner.call(
    west.port,
    {
      kind: 'send',
      denomination: name,
      amount: locked,
      receiver: ana.address,
      timeoutHeight: 900,
      timeoutAt: 0,
    },
    { value: locked },
  );
  const relayer = new Relayer([east, west], carrier);
  for (let block = 0; block < 4; block += 1) {
    sealBoth(bridge, recorder);
    relayer.relay();
  }

  const holds = (id: string): bigint => balanceIn(west.chain.chain.state, contractAddress(id));
  const steps: TheftStep[] = [];
  const stolen: StolenKey[] = [];
  let [multisigAt, lightClientAt] = [null, null] as [number | null, number | null];
  for (const index of random.shuffle(validators.map((_, at) => at))) {
    const key = validators[index]?.key as KeyPair;
    stolen.push({ index, key });
    const now = west.chain.chain.now;
    recorder.record({ kind: 'keys-stolen', at: now, actor: 'thief', layer: 1, keys: stolen.length, needed });
    const release = { to: thief.address, amount: locked, number: stolen.length };
    const withKeys = robber.call(multisig, forgeRelease(multisig.id, release, stolen));
    const packet: Packet = {
      sequence: 1_000 + stolen.length,
      source: east.chain.shown,
      destination: west.chain.shown,
      data: encodeTransferData({
        denomination: bridgeVoucher(east),
        amount: locked,
        sender: thief.address,
        receiver: thief.address,
      }),
      timeout: { height: 9_000, timestamp: ms(0) },
    };
    const forged = forgePacket(east.chain, packet, stolen, { trustedHeight: 0, timestamp: now });
    const header = encodeHeaderUpdate(forged.update);
    const followed = robber.call(west.client, { kind: 'update', header }, { gasLimit: gas(3_000_000) });
    const proof = { proof: forged.proof, height: forged.height };
    robber.call(west.port, { kind: 'receive', packet: encodePacket(packet), ...proof });
    sealBoth(bridge, recorder);
    const at = west.chain.chain.now;
    const taken = (from: string): void =>
      recorder.record({ kind: 'money-taken', at, actor: 'thief', layer: 1, from, value: locked.toString() });
    if (multisigAt === null && holds('multisig') === 0n) {
      multisigAt = stolen.length;
      taken('multisig');
    }
    if (lightClientAt === null && holds(west.port.id) === 0n) {
      lightClientAt = stolen.length;
      taken(west.port.id);
    }
    steps.push({
      keys: stolen.length,
      power: stolen.reduce((sum, one) => sum + (powers[one.index] ?? 0n), 0n),
      multisig: robber.receipt(withKeys)?.code ?? 'lost',
      lightClient: robber.receipt(followed)?.code ?? 'lost',
    });
  }
  return { trace: recorder.trace(), steps, multisigAt, lightClientAt, taken: robber.balance };
}
