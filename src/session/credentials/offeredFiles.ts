import type { Credentials } from '../../core/credentials/credentials.ts';
import type { Failure } from '../../core/failure.ts';
import { isGoogle } from '../../core/platform/endpoints.ts';
import type { Result } from '../../core/result.ts';

/** A file without credentials and without a failure wasn't read in time, or needs an answer from the user. */
export interface OfferedFile<File> {
  readonly file: File;
  readonly credentials?: Credentials;
  readonly failure?: Failure;
}

/**
 * The files to offer, with the contents that were read before the deadline. Google's credentials files have
 * the same names and keys as Isogeo's, so they are recognised by their address and left out.
 */
export async function offeredFiles<File>(
  files: readonly File[],
  read: (file: File) => Promise<Result<Credentials>>,
  deadline: Promise<undefined>,
): Promise<readonly OfferedFile<File>[]> {
  const offered = await Promise.all(
    files.map(async (file): Promise<OfferedFile<File>> => {
      const result = await Promise.race([read(file), deadline]);
      if (result?.ok) return { file, credentials: result.value };
      const isFault = result && result.failure.reason !== 'interaction-required';
      return isFault ? { file, failure: result.failure } : { file };
    }),
  );
  return offered.filter(
    ({ credentials }) => !credentials || !isGoogle(credentials.endpoints.token),
  );
}

const ranks = [/\/client_secrets\.json$/, /\/client_secrets\.ini$/, /\/client_secrets[^/]*$/];

/**
 * Sorts files: Isogeo's own names first, then similar names, then `.env` files, each in natural order;
 * unusable files come last.
 */
export function inOrder<File>(
  files: readonly OfferedFile<File>[],
  pathOf: (file: File) => string,
): readonly OfferedFile<File>[] {
  const { compare } = new Intl.Collator(undefined, { numeric: true });
  const rankOf = ({ file, failure }: OfferedFile<File>): number => {
    const rank = ranks.findIndex((name) => name.test(pathOf(file)));
    return (failure ? ranks.length + 1 : 0) + (rank < 0 ? ranks.length : rank);
  };
  return files.toSorted((a, b) => rankOf(a) - rankOf(b) || compare(pathOf(a.file), pathOf(b.file)));
}
