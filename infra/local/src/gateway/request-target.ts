/** Where a request goes, in the one form that every decision about it is made on. */
export interface RequestTarget {
  /**
   * Begins with one `/`, holds neither `.` nor `..` nor an empty segment but the last, and each segment in its shortest
   * encoding: two paths that mean the same are the same text, and what reads like a separator is one.
   */
  readonly path: string
  /** `?` and what follows it, as it came; or nothing. */
  readonly search: string
  /** Both together. */
  readonly url: string
}

/** Characters that a segment may hold as they are (RFC 3986), though `encodeURIComponent` encodes them. */
const PLAIN = /%(?:24|26|2B|2C|3A|3B|3D|40)/g
const CONTROL = /\p{Cc}/u

const decoded = (segment: string): string | undefined => {
  try {
    const text = decodeURIComponent(segment)
    return CONTROL.test(text) ? undefined : text
  } catch {
    return undefined
  }
}

/**
 * Reads a request's target; `undefined` for one that names no path here: another host's, no UTF-8, control characters.
 *
 * @example
 * requestTarget("//%61pp/./x/../bots?id=1") // path "/app/bots", search "?id=1"
 */
export const requestTarget = (raw: string | undefined): RequestTarget | undefined => {
  if (raw === undefined || !raw.startsWith("/")) return undefined
  const query = raw.indexOf("?")
  const written = (query === -1 ? raw : raw.slice(0, query)).split("/")
  const search = query === -1 ? "" : raw.slice(query)
  const segments: Array<string> = []
  let folder = false
  for (const segment of written) {
    const text = decoded(segment)
    if (text === undefined) return undefined
    folder = text === "" || text === "." || text === ".."
    if (text === "..") segments.pop()
    else if (!folder) segments.push(encodeURIComponent(text).replace(PLAIN, decodeURIComponent))
  }
  const path = `/${segments.join("/")}${folder && segments.length > 0 ? "/" : ""}`
  return { path, search, url: path + search }
}
