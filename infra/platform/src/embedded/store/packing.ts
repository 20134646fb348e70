import { deflateRawSync, inflateRawSync } from "node:zlib"
import { dictionary } from "./packing-dictionary.ts"

/** The first byte of what is packed says how. */
const FORM = Buffer.of(1)
/** Below this nothing is won. */
const LEAST = 128

/** A document's JSON made small; undefined when that is not worth it. */
export const pack = (body: string): Uint8Array | undefined => {
  if (body.length < LEAST) return undefined
  const packed = Buffer.concat([FORM, deflateRawSync(body, { dictionary })])
  return packed.length < body.length * 0.75 ? packed : undefined
}

/** The JSON again. */
export const unpack = (packed: Uint8Array): string => {
  if (packed[0] !== FORM[0]) throw new Error(`a document is packed in form ${packed[0]}; this version knows ${FORM[0]}`)
  return inflateRawSync(packed.subarray(1), { dictionary }).toString()
}
