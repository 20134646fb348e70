import type { Blobs, Bus, PubSub, RateCounters, Secrets, Store, Telemetry } from "@tradetower/platform"

/** What a runtime must bring for the functions to work: Azure's, or the embedded ones. */
export type Ports = Store | Bus | PubSub | Secrets | Blobs | RateCounters | Telemetry
