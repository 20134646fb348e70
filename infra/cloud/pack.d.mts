export declare const packPart: (root: string, name: string, into?: string) => string
