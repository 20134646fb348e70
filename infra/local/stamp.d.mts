/** A hash of everything in the paths given, which are relative to `root`. */
export const hashOf: (root: string, paths: ReadonlyArray<string>) => string
