/** Remembers every proxy that is made, so that a value can be asked whether it is one. */

const proxies = new WeakSet<object>();

/** Whether `value` is a proxy made since `recordProxies`. */
export const isProxy = (value: object): boolean => proxies.has(value);

/** Replaces `Proxy` in `scope` by one that keeps a record. */
export function recordProxies(scope: object): void {
  const NativeProxy = Proxy;
  const RecordedProxy = function (target: object, handler: ProxyHandler<object>): object {
    if (new.target === undefined) throw new TypeError('Proxy is made with new.');
    const proxy = new NativeProxy(target, handler);
    proxies.add(proxy);
    return proxy;
  };
  Object.defineProperty(RecordedProxy, 'name', { value: 'Proxy' });
  Object.defineProperty(RecordedProxy, 'prototype', { value: undefined, writable: false });
  Object.defineProperty(RecordedProxy, 'revocable', {
    value: function revocable(target: object, handler: ProxyHandler<object>) {
      const made = NativeProxy.revocable(target, handler);
      proxies.add(made.proxy);
      return made;
    },
  });
  Object.defineProperty(scope, 'Proxy', {
    value: RecordedProxy,
    writable: true,
    enumerable: false,
    configurable: true,
  });
}
