import { Effect, Layer } from "effect"
import { azurePlatform, azureSettings } from "@tradetower/platform/azure"

/** Every port on Azure, where the environment says its services are, with what telemetry is told of this part. */
export const platformOf = (telemetry: Parameters<typeof azurePlatform>[1]) =>
  Layer.unwrap(Effect.map(azureSettings, (settings) => azurePlatform(settings, telemetry)))
