/** Which names the learner's code finds on the global object, and what it reads when it reaches for others. */

/** The names that stay. Everything else goes, known to us or not. */
export const allowedGlobals: ReadonlySet<string> = new Set([
  ...['globalThis', 'undefined', 'NaN', 'Infinity', 'isNaN', 'isFinite', 'parseInt', 'parseFloat'],
  ...['decodeURI', 'decodeURIComponent', 'encodeURI', 'encodeURIComponent', 'escape', 'unescape'],
  ...[
    'Object',
    'Function',
    'Array',
    'String',
    'Number',
    'Boolean',
    'Symbol',
    'BigInt',
    'Math',
    'JSON',
    'Reflect',
  ],
  ...['Proxy', 'Promise', 'Map', 'Set', 'WeakMap', 'WeakSet', 'Iterator', 'RegExp', 'Date'],
  ...[
    'Error',
    'AggregateError',
    'EvalError',
    'RangeError',
    'ReferenceError',
    'SyntaxError',
    'TypeError',
    'URIError',
  ],
  ...['SuppressedError', 'DisposableStack', 'AsyncDisposableStack'],
  ...['ArrayBuffer', 'DataView', 'Int8Array', 'Uint8Array', 'Uint8ClampedArray', 'Int16Array', 'Uint16Array'],
  ...[
    'Int32Array',
    'Uint32Array',
    'BigInt64Array',
    'BigUint64Array',
    'Float16Array',
    'Float32Array',
    'Float64Array',
  ],
  ...['console', 'structuredClone', 'queueMicrotask', 'TextEncoder', 'TextDecoder', 'atob', 'btoa'],
  ...['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval'],
]);

const network = 'your code runs without a network, so that a run depends on its seed alone';
const storage = 'your code keeps nothing between runs; the page saves your file for you';
const elsewhere = 'your code runs alone, in a place of its own, and can start or reach no other';
const clock = 'a chain has no clock of its own: time is an argument';
const chance = 'a run depends on its seed alone: draw from the random stream you are given';
const evaluation = 'code is not made from text here; write it in your file';
const surroundings = 'your code runs without a page around it: what it needs comes in as arguments';

/** Names that are called, and why they are not there: each throws its reason. */
export const refusedFunctions: ReadonlyMap<string, string> = new Map([
  ...['fetch', 'XMLHttpRequest', 'WebSocket', 'EventSource', 'WebTransport'].map(
    (name) => [name, network] as const,
  ),
  ...['importScripts', 'require'].map((name) => [name, 'a lab has one module to import, "strata"'] as const),
  ...['BroadcastChannel', 'Worker', 'SharedWorker', 'MessageChannel', 'postMessage', 'close'].map(
    (name) => [name, elsewhere] as const,
  ),
  ['eval', evaluation],
  ...['requestAnimationFrame', 'setImmediate'].map((name) => [name, clock] as const),
  ...['alert', 'prompt', 'confirm', 'addEventListener'].map((name) => [name, surroundings] as const),
]);

/** Names that are read from, and why they are not there. */
export const refusedObjects: ReadonlyMap<string, string> = new Map([
  ...['indexedDB', 'localStorage', 'sessionStorage', 'caches', 'cookieStore'].map(
    (name) => [name, storage] as const,
  ),
  ...['navigator', 'document', 'window', 'self', 'location', 'process', 'Buffer', 'global'].map(
    (name) => [name, surroundings] as const,
  ),
  ...['parent', 'top', 'opener', 'frames'].map((name) => [name, elsewhere] as const),
  ['WebAssembly', evaluation],
  ['performance', clock],
  ['crypto', chance],
  ['Intl', 'what it answers depends on the machine'],
  ['Atomics', elsewhere],
  ['SharedArrayBuffer', elsewhere],
]);

export { chance as noChance, clock as noClock, evaluation as noEvaluation };
