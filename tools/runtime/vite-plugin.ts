/** The Vite plugin that prebuilds what the workbench loads and names it in `virtual:strata-runtime`. */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { micromark } from 'micromark';
import type { Plugin, ResolvedConfig } from 'vite';
import { parseHints } from '../../src/workbench/contract/hints.ts';
import { exampleChecks, exampleManifest } from '../../src/workbench/example/manifest.ts';
import { labFolders, readManifest } from '../lab-gate/read-lab.ts';
import { type Bundle, bundleChecks, bundleEngine, bundleWorkerRealm, root, withoutWasm } from './bundle.ts';
import { engineTypes } from './engine-types.ts';
import { createLabEngines, doorDeclarations } from './lab-engine.ts';

/** Where engine and labs stand; the project's own unless told. */
export interface StrataRuntimeOptions {
  readonly engineEntry?: string;
  readonly labsFolder?: string;
}

const publicId = 'virtual:strata-runtime';
const resolvedId = `\0${publicId}`;
const devPath = '/@strata-runtime/';

/** A text that the page fetches, named by its content. */
interface Asset {
  readonly name: string;
  readonly text: () => string;
}

interface Runtime {
  readonly assets: ReadonlyMap<string, Asset>;
  readonly inputs: readonly string[];
  /** The virtual module, given the address of an asset. */
  readonly module: (address: (name: string) => string) => string;
}

const hashOf = (text: string): string => createHash('sha256').update(text).digest('hex').slice(0, 16);

/** Calls `make` once, when it is first asked. */
function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}

/** Hints by check id, each step as HTML. */
const renderHints = (markdown: string): Record<string, readonly string[]> =>
  Object.fromEntries(
    [...parseHints(markdown)].map(([id, steps]) => [id, steps.map((step) => micromark(step))]),
  );

async function buildRuntime(engineEntry: string, labsFolder: string): Promise<Runtime> {
  const assets = new Map<string, Asset>();
  const add = (name: string, text: () => string): string => {
    assets.set(name, { name, text });
    return name;
  };
  const folders = labFolders(labsFolder);
  const labEngine = createLabEngines(engineEntry);
  const engines = await Promise.all(
    folders.map(async (folder) => labEngine(folder, await readManifest(folder))),
  );
  const [engine, realm, example, ...checks] = await Promise.all([
    bundleEngine(engineEntry),
    bundleWorkerRealm(),
    bundleChecks(exampleChecks),
    ...folders.map((folder) => bundleChecks(join(folder, 'checks.ts'))),
  ]);
  const addEngine = ({ hash, text }: Bundle) => ({
    engine: add(`engine-${hash}.js`, () => withoutWasm(text).text),
    engineHash: hash,
  });
  const { wasm } = withoutWasm(engine.text);
  const wasmName = add(`signatures-${hashOf(wasm)}.txt`, () => wasm);
  const realmName = add(`realm-${realm.hash}.js`, () => realm.text);
  const typesName = add(
    `engine-types-${engine.hash}.json`,
    once(() => JSON.stringify(engineTypes(engineEntry))),
  );
  const inputs = [...engine.inputs, ...realm.inputs, ...example.inputs];
  const labs = folders.map((folder, index) => {
    const bundle = checks[index];
    const own = engines[index];
    if (!bundle || !own) throw new Error(`The lab in ${folder} was not bundled.`);
    const id = basename(folder).replace(/^\d+-/, '');
    const read = (name: string): string => readFileSync(join(folder, name), 'utf8');
    const texts = JSON.stringify({
      solution: read('solution.ts'),
      hints: renderHints(read('hints.md')),
      door: doorDeclarations(own.names),
    });
    inputs.push(
      ...bundle.inputs,
      join(folder, 'lab.ts'),
      join(folder, 'solution.ts'),
      join(folder, 'hints.md'),
    );
    return {
      id,
      ...addEngine(own.bundle),
      checks: add(`checks-${id}-${bundle.hash}.js`, () => bundle.text),
      texts: add(`lab-${id}-${hashOf(texts)}.json`, () => texts),
    };
  });
  const runnable = [
    ...labs,
    // What runs an example of the engine's reference: a lab with the whole engine, without hints and solution.
    {
      id: exampleManifest.id,
      ...addEngine(engine),
      checks: add(`checks-${exampleManifest.id}-${example.hash}.js`, () => example.text),
      texts: add(`lab-${exampleManifest.id}.json`, () =>
        JSON.stringify({ solution: '', hints: {}, door: '' }),
      ),
    },
  ];
  return {
    assets,
    inputs: inputs.map((path) => resolve(path)),
    module: (address) => {
      const url = (name: string) => JSON.stringify(address(name));
      const entries = runnable.map(
        (lab) =>
          `  ${JSON.stringify(lab.id)}: { engineHash: ${JSON.stringify(lab.engineHash)}, engineUrl: ${url(lab.engine)}, checksUrl: ${url(lab.checks)}, textsUrl: ${url(lab.texts)} },`,
      );
      return [
        `export const realmUrl = ${url(realmName)};`,
        `export const wasmUrl = ${url(wasmName)};`,
        `export const typesUrl = ${url(typesName)};`,
        `export const labs = {`,
        ...entries,
        `};`,
      ].join('\n');
    },
  };
}

/** Provides `virtual:strata-runtime`: assets with content hashes in a build, served and rebuilt on change in development. */
export function strataRuntime(options: StrataRuntimeOptions = {}): Plugin {
  const engineEntry = options.engineEntry ?? resolve(root, 'src/engine/index.ts');
  const labsFolder = options.labsFolder ?? resolve(root, 'src/labs');
  let config: ResolvedConfig | undefined;
  let runtime: Promise<Runtime> | undefined;
  const current = (): Promise<Runtime> => (runtime ??= buildRuntime(engineEntry, labsFolder));
  return {
    name: 'strata-runtime',
    configResolved(resolved) {
      config = resolved;
    },
    resolveId(id) {
      return id === publicId ? resolvedId : undefined;
    },
    async load(id) {
      if (id !== resolvedId) return undefined;
      const { assets, inputs, module } = await current();
      const base = config?.base ?? '/';
      if (config?.command !== 'build') {
        for (const input of inputs) this.addWatchFile(input);
        return module((name) => `${base.replace(/\/$/, '')}${devPath}${name}`);
      }
      const folder = config.build.assetsDir;
      for (const { name, text } of assets.values()) {
        this.emitFile({ type: 'asset', fileName: `${folder}/${name}`, source: text() });
      }
      return module((name) => `${base}${folder}/${name}`);
    },
    configureServer(server) {
      server.middlewares.use((request, response, next) => {
        const path = request.url ?? '';
        const at = path.indexOf(devPath);
        if (at < 0) {
          next();
          return;
        }
        current().then(({ assets }) => {
          const asset = assets.get(path.slice(at + devPath.length).replace(/\?.*$/, ''));
          if (!asset) {
            next();
            return;
          }
          response.setHeader(
            'content-type',
            asset.name.endsWith('.json') ? 'application/json' : 'text/javascript',
          );
          response.end(asset.text());
        }, next);
      });
      server.watcher.on('all', (_, file) => {
        runtime?.then(
          ({ inputs }) => {
            if (!inputs.includes(resolve(file))) return;
            runtime = undefined;
            for (const { moduleGraph } of Object.values(server.environments)) {
              const found = moduleGraph.getModuleById(resolvedId);
              if (found) moduleGraph.invalidateModule(found);
            }
            server.ws.send({ type: 'full-reload' });
          },
          () => {
            runtime = undefined;
          },
        );
      });
    },
  };
}
