/** A secret is proven and not told, and a hash that forgets the statement proves what nobody knows. */
import {
  challengeWithoutStatement,
  createRandom,
  forgeStatement,
  proveKnowledge,
  SECP256K1_GROUP,
  utf8,
  verifyKnowledge,
} from 'strata';

export function main(): void {
  const group = SECP256K1_GROUP;
  const random = createRandom(1, 'example');
  const draw = () => 1n + random.bigint(group.order - 1n);
  const secret = draw();
  const key = group.multiply(group.generator, secret);
  const here = utf8('login to victor');

  const proof = proveKnowledge(group, secret, draw(), here);
  for (const where of [here, utf8('login to walter')])
    console.log(verifyKnowledge(group, key, proof, where));

  const forged = forgeStatement(group, 'nobody', draw(), here);
  const { publicKey, proof: lie } = forged;
  const weak = challengeWithoutStatement;
  console.log(
    'what nobody knows, under the weak hash:',
    verifyKnowledge(group, publicKey, lie, here, weak),
    'under the strong one:',
    verifyKnowledge(group, publicKey, lie, here),
  );
}
