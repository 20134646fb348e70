import { StoreUnavailable } from "../../ports/store.ts"
import { failureOf } from "../failures.ts"

/** What was asked of a container. */
export type Asked = "read" | "create" | "upsert" | "replace" | "remove" | "query" | "follow"

/** Gone from where it was: a partition was split or moved, and is found again. */
const GONE = 410
const NOT_FOUND = 404
/** Of 404: there is no such container, or no such database. */
const NO_CONTAINER = 1003
const SET_UP = ": see that the account's consistency is Strong, and that its containers are as containers.json says"
/** Of 404: the replica asked has not yet seen what our session has. */
const BEHIND = 1002
const FORBIDDEN = 403
/** Of 403: what one key holds is as large as it may be, 20 GB. */
const FULL = 1014

/** A container could not be asked, or said no. */
export class CosmosFailure {
  readonly _tag = "CosmosFailure"
  /** HTTP status; undefined when nothing answered. */
  readonly status: number | undefined
  /** There is no such document. A 404 that says more is something else: no container, or a replica that is behind. */
  readonly isNotThere: boolean
  /** The same as the port says it. */
  readonly unavailable: StoreUnavailable

  constructor(container: string, asked: Asked, error: unknown) {
    const { message, retryable, status } = failureOf("Cosmos DB", error)
    const substatus = substatusOf(error)
    this.status = status
    this.isNotThere = status === NOT_FOUND && substatus === 0
    const isFull = status === FORBIDDEN && substatus === FULL
    const said = isFull
      ? "Cosmos DB has 20 GB under this key and takes no more: remove some of it"
      : status === NOT_FOUND && substatus === NO_CONTAINER
        ? `Cosmos DB has no container ${container} in the database of AZURE_COSMOS_DATABASE: deploy what containers.json lists, then start this part again`
        : message
    this.unavailable = new StoreUnavailable({
      container,
      message: `${asked}: ${said}${substatus === 0 ? "" : `, substatus ${substatus}`}${status === 400 ? SET_UP : ""}`,
      retryable: !isFull && (retryable || status === GONE || (status === NOT_FOUND && substatus === BEHIND))
    })
  }
}

const substatusOf = (error: unknown): number =>
  typeof error === "object" && error !== null && "substatus" in error ? Number(error.substatus ?? 0) : 0
