/** What a protocol refuses is a value: a `Rejection` says what came, what was expected, and which rule says so. */

/** Why a protocol refused something, with the evidence a learner needs. */
export interface Rejection {
  /** Stable name of the refusal in kebab-case, e.g. `nonce-too-low`. */
  readonly code: string;
  /** The rule broken, with its section, e.g. `Ethereum Yellow Paper, 6.2`. */
  readonly rule: string;
  /** One plain sentence: what was received and what was expected. */
  readonly message: string;
  /** The offending value. */
  readonly received: unknown;
  /** What the rule would have accepted. */
  readonly expected: unknown;
}

/** Either a value, or the reason why there is none. */
export type Result<T, R = Rejection> =
  { readonly ok: true; readonly value: T } | { readonly ok: false; readonly rejection: R };

/** `value` as a success. */
export const ok = <T>(value: T): Result<T, never> => ({ ok: true, value });

/** A refusal with its evidence. */
export const reject = (rejection: Rejection): Result<never> => ({ ok: false, rejection });
