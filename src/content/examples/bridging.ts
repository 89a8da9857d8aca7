/** A packet with its proof from one chain to another, and what stolen keys are good for. */
import {
  bytesToHex,
  proveKey,
  provableStore,
  runBridgeTheft,
  runPacketTransfer,
  SMT_SPEC,
  storeRoot,
  utf8,
  verifyMembership,
  verifyNonMembership,
} from 'strata';

export function main(): void {
  const store = provableStore(
    ['ana', 'ben', 'cem'].map((name) => ({
      key: utf8(name),
      value: utf8(`owned by ${name}`),
    })),
  );
  const root = storeRoot(store);
  const [ben, dora] = [utf8('ben'), utf8('dora')];
  const value = utf8('owned by ben');
  const proof = proveKey(store, ben);
  const shown = verifyMembership(SMT_SPEC, root, proof, ben, value);
  const gap = verifyNonMembership(
    SMT_SPEC,
    root,
    proveKey(store, dora),
    dora,
  );
  console.log(`under ${bytesToHex(root).slice(0, 18)}…`);
  console.log(`ben is there: ${shown.ok}, dora is not: ${gap.ok}`);

  const { sent, home, late, locked, vouchers } = runPacketTransfer({
    seed: 1,
  });
  console.log(`${sent} went out, ${home} came home, ${late} came too late`);
  console.log(`${locked} are locked for ${vouchers} vouchers`);

  const { multisigAt, lightClientAt } = runBridgeTheft({ seed: 1 });
  console.log(`the 5 of 9 bridge falls with ${multisigAt} keys`);
  console.log(`the light client falls with ${lightClientAt} keys`);
}
