/** Starlight's components as its virtual modules name them, for our own that stand beside or in place of them. */
declare module 'virtual:starlight/components/*' {
  import type { AstroComponentFactory } from 'astro/runtime/server/index.js';
  const Component: AstroComponentFactory;
  export default Component;
}
