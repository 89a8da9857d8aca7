/** Two people with coins, contracts made of a function, and the shortest way to a call. */
import {
  accountsOf,
  applyMessage,
  createContractState,
  createState,
  gas,
  getAccount,
  reject,
  wei,
  type Address,
  type AnyContract,
  type CallContext,
  type Contract,
  type ContractState,
  type Message,
  type MessageReceipt,
  type Result,
} from '../../src/engine/index.ts';

const person = (digit: string): Address => `0x${digit.repeat(40)}` as Address;
/** Two who have coins, and a proposer who has none. */
export const [ana, bao, petra] = [person('a'), person('b'), person('c')];
export const NOTHING = new Uint8Array(0);
export const RICH = wei(10n ** 9n);

export const initial = (): ContractState =>
  createContractState(createState([ana, bao].map((address) => [address, { balance: RICH, nonce: 0 }])));
export const supplyOf = (state: ContractState): bigint =>
  accountsOf(state.accounts).reduce((sum, [, { balance }]) => sum + balance, 0n);

/** A contract that does what `call` says. */
export const contractOf = (
  id: string,
  call: (context: CallContext) => Result<Uint8Array>,
  receive?: Contract<null>['receive'],
): Contract<null> => ({ id, call, ...(receive === undefined ? {} : { receive }) });

export const refusal = (code: string): Result<never> =>
  reject({ code, rule: 'test', message: 'No.', received: null, expected: null });

/** What becomes of a call of `to` by `from` (Ana unless told) on `state` (a fresh one unless told); a message that is not let in fails the test. */
export function sent<Call>(
  to: Message<Call>['to'],
  call: Call,
  options: Partial<Message<Call>> & { others?: readonly AnyContract[]; state?: ContractState } = {},
): MessageReceipt {
  const { others = [], state = initial(), ...message } = options;
  const from = message.from ?? ana;
  const { nonce } = getAccount(state.accounts, from);
  const applied = applyMessage<Call>(
    state,
    { from, nonce, to, call, gasLimit: gas(1_000_000), ...message },
    { contracts: [...(typeof to === 'string' ? [] : [to]), ...others], proposer: petra },
  );
  if (!applied.ok) throw new Error(applied.rejection.message);
  return applied.value;
}
export const codeOf = ({ result }: MessageReceipt): string => (result.ok ? 'ok' : result.rejection.code);
