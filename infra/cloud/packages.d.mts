/** A lock file's packages, by their path. */
type Packages = Readonly<Record<string, { readonly dependencies?: Readonly<Record<string, string>> }>>

export declare const places: (from: string, name: string) => ReadonlyArray<string>
export declare const pathsOf: (packages: Packages, names: ReadonlyArray<string>) => ReadonlyArray<string>
export declare const copyPackages: (root: string, names: ReadonlyArray<string>, into: string) => void
