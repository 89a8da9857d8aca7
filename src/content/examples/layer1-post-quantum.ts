/** A one-time key that signs twice, a leaf that does not, and the bytes that a signature takes in a block. */
import {
  forgeLamport,
  lamportKey,
  lamportSign,
  LMS_H5_SCHEME,
  ML_DSA_44_SCHEME,
  runSignatureSpace,
  sha256,
  utf8,
} from 'strata';

export function main(): void {
  // Sixteen bits in the place of 256, so that a search is short.
  const key = lamportKey(sha256(utf8('a one-time key')), 16);
  const signed = ['5 to bao', '7 to chi'].map((text) => {
    const message = utf8(text);
    return { message, signature: lamportSign(key, message) };
  });
  const forged = forgeLamport(signed, 'all to mal');
  console.log('forged after', forged?.tries, 'tries');

  const lms = LMS_H5_SCHEME;
  const fresh = lms.createKey(new Uint8Array(48).fill(1));
  const chance = new Uint8Array(32);
  const first = lms.sign(fresh, utf8('5 to bao'), chance);
  if (!first.ok) return;
  const again = lms.sign(first.value.key, utf8('7'), chance, 0);
  console.log('leaf 0 again:', again.ok || again.rejection.code);

  const schemes = [lms, ML_DSA_44_SCHEME];
  for (const row of runSignatureSpace({ seed: 1, schemes }).rows)
    console.log(`${row.scheme}: ${row.bytes} bytes`);
}
