/** The engine as a learner's file imports it: what the lab asks for is not in it. */

/** What a learner reads who imports the answer. */
export const whyWithheld = (name: string): string =>
  `"${name}" is what this lab asks you to write, so it cannot be imported here.`;

/**
 * A module that passes on `names` of the engine at `address`. In place of each name in `withheld` stands a function
 * that throws the reason, so that neither a namespace nor a re-export reaches the answer.
 */
export function learnerDoor(address: string, names: readonly string[], withheld: readonly string[]): string {
  const unknown = withheld.find((name) => !names.includes(name));
  if (unknown !== undefined)
    throw new RangeError(`The lab withholds "${unknown}", which the engine does not have.`);
  const passed = names.filter((name) => !withheld.includes(name));
  const refusals = withheld.map(
    (name) => `export const ${name} = () => { throw new TypeError(${JSON.stringify(whyWithheld(name))}); };`,
  );
  return [`export { ${passed.join(', ')} } from ${JSON.stringify(address)};`, ...refusals].join('\n');
}
