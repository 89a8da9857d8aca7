/** Three headers are mined and linked; changing the first breaks the link of the second. */
import { bitsOf, hashHex, headerId, mine, verifyChain } from 'strata';
import type { BitcoinHeader } from 'strata';

const ZERO = hashHex(new Uint8Array(32));

export function main(): void {
  const headers: BitcoinHeader[] = [];
  let prevId = ZERO;
  for (let height = 0; height < 3; height += 1) {
    const header = {
      version: 1,
      prevId,
      merkleRoot: ZERO,
      timestamp: 1_231_006_505 + height * 600,
      // One hash in 256 meets this target.
      bits: bitsOf(2n ** 248n),
      nonce: 0,
    };
    const found = mine(header, { from: 0, tries: 10_000 });
    if (found === null) return console.log('No nonce was found.');
    headers.push({ ...header, nonce: found.nonce });
    prevId = headerId({ ...header, nonce: found.nonce });
    console.log(`block ${height}: ${prevId} after ${found.hashes} hashes`);
  }
  console.log('the chain holds:', verifyChain(headers).ok);

  const [first, ...rest] = headers;
  if (first === undefined) return;
  const changed = verifyChain([
    { ...first, timestamp: first.timestamp + 1 },
    ...rest,
  ]);
  if (!changed.ok)
    console.log(`with another first block: ${changed.rejection.message}`);
}
