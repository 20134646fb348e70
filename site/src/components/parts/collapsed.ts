/** Neighbours that say the same as one, the first of them, with how many they are: twenty equal alerts are one line. */
export const collapsed = <A>(
  entries: ReadonlyArray<A>,
  saying: (entry: A) => string
): ReadonlyArray<{ readonly entry: A; readonly times: number }> => {
  const groups: Array<{ readonly entry: A; readonly times: number }> = []
  for (const entry of entries) {
    const last = groups.at(-1)
    if (last !== undefined && saying(last.entry) === saying(entry))
      groups[groups.length - 1] = { ...last, times: last.times + 1 }
    else groups.push({ entry, times: 1 })
  }
  return groups
}
