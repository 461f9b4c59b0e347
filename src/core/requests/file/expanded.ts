import { apiVariable } from '../template.ts';

/** What the values of variables may still take in all: a few lines could say any amount. */
export interface Room {
  characters: number;
}

const leastTaken = 100;
const deepest = 50;

/** The text with the values of what has one, `api` being the API's; the rest is as it was. */
export function expanded(
  text: string,
  variables: ReadonlyMap<string, string>,
  api: string,
  room: Room,
  depth = 0,
): string {
  return text.replace(/\{\{([^{}\n]+)\}\}/g, (written: string, inside: string) => {
    const name = inside.trim();
    const env = /^(?:\$(?:processEnv|dotenv)\s+|\$env\.|process\.env\.)(\w+)$/.exec(name)?.[1];
    if (env !== undefined) return env === apiVariable ? api : `{{$processEnv ${env}}}`;
    const value = depth < deepest ? variables.get(name) : undefined;
    if (value === undefined || room.characters <= 0) return written;
    room.characters -= value.length + leastTaken;
    return expanded(value, variables, api, room, depth + 1);
  });
}
