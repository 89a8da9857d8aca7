/** How a strict decoder stops: it throws a `Malformed` inside, and `decoding` turns that into a refusal outside. */
import { ok, reject } from './result.ts';
import type { Rejection, Result } from './result.ts';

/** Thrown by readers at the first byte that breaks a rule; never leaves the engine. */
class Malformed extends Error {
  readonly rejection: Rejection;
  constructor(rejection: Rejection) {
    super(rejection.message);
    this.rejection = rejection;
  }
}

/** Stops the decoder around with the evidence given. */
export function malformed(
  code: string,
  rule: string,
  message: string,
  received: unknown,
  expected: unknown,
): never {
  throw new Malformed({ code, rule, message, received, expected });
}

/** Runs `decode`; what it refuses comes back as a value, and any other error is a bug and flies on. */
export function decoding<T>(decode: () => T): Result<T> {
  try {
    return ok(decode());
  } catch (error) {
    if (error instanceof Malformed) return reject(error.rejection);
    throw error;
  }
}
