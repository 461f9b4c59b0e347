/** The number of sentences in a text. A number or a host name with dots ends none. */
export function sentencesIn(text: string): number {
  return text.split(/(?<=[^\s\d][.?!]\*{0,2}) +(?=[*“«]*\p{Lu})/u).length;
}
