import {
  BlobsUnavailable,
  BusUnavailable,
  PubSubUnavailable,
  SecretsUnavailable,
  StoreUnavailable
} from "@tradetower/platform"

const failures = [StoreUnavailable, BusUnavailable, BlobsUnavailable, PubSubUnavailable, SecretsUnavailable]

/** A part of the platform could not be asked; no endpoint declares it. */
export type Away = InstanceType<(typeof failures)[number]>

export const isAway = (error: unknown): error is Away => failures.some((failure) => error instanceof failure)
