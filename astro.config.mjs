// The site: Starlight's reading shell under Strata's own look, MDX lessons, Preact islands, and the engine prebuilt for the labs.
import mdx from '@astrojs/mdx';
import preact from '@astrojs/preact';
import starlight from '@astrojs/starlight';
import { defineConfig, fontProviders } from 'astro/config';
import { strataReference } from './tools/reference/vite-plugin.ts';
import { strataRuntime } from './tools/runtime/vite-plugin.ts';
import { licences } from './tools/build/licences.ts';
import { lazyStyles } from './tools/build/lazy-styles.ts';
import { offline } from './tools/build/offline.ts';
import { precompress } from './tools/build/precompress.ts';

const fontFile = (family, file) => `./node_modules/@fontsource-variable/${family}/files/${file}.woff2`;

export default defineConfig({
  output: 'static',
  trailingSlash: 'always',
  devToolbar: { enabled: false },
  prefetch: false,
  fonts: [
    {
      provider: fontProviders.local(),
      name: 'Source Serif 4',
      cssVariable: '--strata-text',
      fallbacks: ['Georgia', 'serif'],
      options: {
        variants: [
          {
            weight: '200 900',
            style: 'normal',
            src: [fontFile('source-serif-4', 'source-serif-4-latin-wght-normal')],
          },
          {
            weight: '200 900',
            style: 'italic',
            src: [fontFile('source-serif-4', 'source-serif-4-latin-wght-italic')],
          },
        ],
      },
    },
    {
      provider: fontProviders.local(),
      name: 'Inter',
      cssVariable: '--strata-ui',
      fallbacks: ['Arial', 'sans-serif'],
      options: {
        variants: [
          { weight: '100 900', style: 'normal', src: [fontFile('inter', 'inter-latin-wght-normal')] },
        ],
      },
    },
    {
      provider: fontProviders.local(),
      name: 'JetBrains Mono',
      cssVariable: '--strata-mono',
      fallbacks: ['Courier New', 'monospace'],
      options: {
        variants: [
          {
            weight: '100 800',
            style: 'normal',
            src: [fontFile('jetbrains-mono', 'jetbrains-mono-latin-wght-normal')],
          },
        ],
      },
    },
  ],
  integrations: [
    starlight({
      disable404Route: true,
      title: 'Strata',
      description:
        'A course on scaling blockchains in which every claim is measured: predict, build the part, and run it on a chain in the page.',
      favicon: '/favicon.svg',
      customCss: ['./src/styles/tokens.css', './src/styles/reading.css'],
      routeMiddleware: './src/layouts/course-route.ts',
      components: {
        Head: './src/components/shell/Head.astro',
        Search: './src/components/shell/Search.astro',
        SiteTitle: './src/components/shell/SiteTitle.astro',
        Sidebar: './src/components/shell/CourseNav.astro',
        PageTitle: './src/components/shell/LessonTitle.astro',
        SocialIcons: './src/components/shell/SiteLinks.astro',
        Footer: './src/components/shell/SiteFooter.astro',
      },
      expressiveCode: {
        themes: ['github-dark-high-contrast', 'github-light-high-contrast'],
        styleOverrides: { borderRadius: '0', codeFontFamily: 'var(--strata-mono)' },
      },
      tableOfContents: { minHeadingLevel: 2, maxHeadingLevel: 2 },
      pagination: true,
      credits: false,
    }),
    mdx(),
    preact(),
    licences(),
    lazyStyles(),
    offline(),
    precompress(),
  ],
  vite: {
    plugins: [strataRuntime(), strataReference()],
    resolve: { alias: { strata: new URL('./src/engine/index.ts', import.meta.url).pathname } },
    worker: { format: 'es' },
    build: { chunkSizeWarningLimit: 6000 },
  },
});
