/** The names that the engine's door lets out, and the rooms that they stand in. */
import { relative, resolve } from 'node:path';
import ts from 'typescript';

/** A name of the engine's door: where it is declared, and whether anything of it is there at run time. */
export interface DoorName {
  readonly name: string;
  readonly declared: string;
  /** The file, from the engine's folder. */
  readonly path: string;
  /** Its place among the file's declarations. */
  readonly position: number;
  readonly isValue: boolean;
}

/** Every name of the door of `program`, in the order in which they stand in their files. */
export function doorNames(program: ts.Program, entry: string): readonly DoorName[] {
  const checker = program.getTypeChecker();
  const door = program.getSourceFile(entry);
  const module = door === undefined ? undefined : checker.getSymbolAtLocation(door);
  if (module === undefined) throw new Error(`${entry} is no module.`);
  return checker
    .getExportsOfModule(module)
    .map((symbol) => {
      const origin = symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;
      const at = origin.declarations?.[0];
      if (at === undefined) throw new Error(`The engine's door lets out “${symbol.name}” from nowhere.`);
      return {
        name: symbol.name,
        declared: origin.name,
        path: relative(resolve(entry, '..'), at.getSourceFile().fileName),
        position: at.pos,
        isValue: (origin.flags & ts.SymbolFlags.Value) !== 0,
      };
    })
    .sort((a, b) => a.position - b.position);
}

/** Folders within a room that are rooms of their own, so that a lab without them does not load them. */
const INNER_ROOMS = ['layer2/rollups/optimistic', 'layer2/rollups/validity'];

/** The room that a file of the engine belongs to: each layer has one for each of its folders. */
export const roomOf = (path: string): string =>
  INNER_ROOMS.find((room) => path.startsWith(`${room}/`)) ??
  path
    .split('/')
    .slice(0, /^layer[12]\//.test(path) ? 2 : 1)
    .join('/');
