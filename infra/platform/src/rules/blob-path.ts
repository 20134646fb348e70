import { BlobsUnavailable } from "../ports/blobs.ts"

const SEGMENT = "[A-Za-z0-9_][A-Za-z0-9._-]*"
const PATH = new RegExp(`^${SEGMENT}(/${SEGMENT})*$`)
const PREFIX = new RegExp(`^(${SEGMENT}/)*(${SEGMENT})?$`)
const MAX_LENGTH = 512

/** Why nothing can lie under a path, if so (BLOBS-10). */
export const pathRefusal = (path: string): BlobsUnavailable | undefined =>
  path.length <= MAX_LENGTH && PATH.test(path)
    ? undefined
    : new BlobsUnavailable({
        path,
        message: `path ${path}: at most ${MAX_LENGTH} characters, segments of letters, digits, dot, dash and underscore, parted by /`,
        retryable: false
      })

/** Whether a path may begin so: nothing lies under any other (BLOBS-8). */
export const isPrefix = (prefix: string): boolean => PREFIX.test(prefix)

/** What answers an addition to what was written whole (BLOBS-5). */
export const writtenWhole = (path: string): BlobsUnavailable =>
  new BlobsUnavailable({ path, message: `${path} was written whole and can't be added to`, retryable: false })

/** What answers a stream of what is not there (BLOBS-6). */
export const noBlob = (path: string): BlobsUnavailable =>
  new BlobsUnavailable({ path, message: `there is no blob ${path}`, retryable: false })
