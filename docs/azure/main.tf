# SignalR Service in Serverless mode, storage for dead letters, and the event subscription that posts to your webhook.
#
#   terraform init
#   terraform apply
#
# Then start the webhook, and apply again with endpoint_url: Event Grid sends the handshake at once.

terraform {
  required_version = ">= 1.5"
  required_providers {
    azurerm = {
      source  = "hashicorp/azurerm"
      version = ">= 4.40, < 6.0"
    }
  }
}

provider "azurerm" {
  features {}
}

variable "name" {
  description = "Lower-case letters and digits, at most 18. Must be free in all of Azure."
  type        = string
}

variable "location" {
  type    = string
  default = "westeurope"
}

variable "endpoint_url" {
  description = "https://<your host>/events?key=<key>. Without it, no event subscription is created."
  type        = string
  default     = ""
  sensitive   = true
}

variable "event_delivery_schema" {
  type    = string
  default = "CloudEventSchemaV1_0"

  validation {
    condition     = contains(["CloudEventSchemaV1_0", "EventGridSchema"], var.event_delivery_schema)
    error_message = "Must be CloudEventSchemaV1_0 or EventGridSchema."
  }
}

resource "azurerm_resource_group" "events" {
  name     = "${var.name}-signalr-events"
  location = var.location
}

resource "azurerm_signalr_service" "events" {
  name                = var.name
  resource_group_name = azurerm_resource_group.events.name
  location            = azurerm_resource_group.events.location

  # In Default mode, Azure raises no events for clients that a hub server serves.
  service_mode = "Serverless"

  sku {
    name     = "Free_F1"
    capacity = 1
  }
}

resource "azurerm_storage_account" "dead_letters" {
  name                            = "${var.name}events"
  resource_group_name             = azurerm_resource_group.events.name
  location                        = azurerm_resource_group.events.location
  account_tier                    = "Standard"
  account_replication_type        = "LRS"
  min_tls_version                 = "TLS1_2"
  allow_nested_items_to_be_public = false
}

resource "azurerm_storage_container" "dead_letters" {
  name               = "dead-letters"
  storage_account_id = azurerm_storage_account.dead_letters.id
}

# An Azure resource has one system topic. If yours exists already, import it.
resource "azurerm_eventgrid_system_topic" "events" {
  name                = "${var.name}-events"
  resource_group_name = azurerm_resource_group.events.name
  location            = azurerm_resource_group.events.location
  source_resource_id  = azurerm_signalr_service.events.id
  topic_type          = "Microsoft.SignalRService.SignalR"
}

resource "azurerm_eventgrid_system_topic_event_subscription" "events" {
  # Whether there is a URL is no secret; the URL is.
  count = nonsensitive(var.endpoint_url != "") ? 1 : 0

  name                  = "signalr-events"
  system_topic          = azurerm_eventgrid_system_topic.events.name
  resource_group_name   = azurerm_resource_group.events.name
  event_delivery_schema = var.event_delivery_schema

  included_event_types = [
    "Microsoft.SignalRService.ClientConnectionConnected",
    "Microsoft.SignalRService.ClientConnectionDisconnected",
  ]

  webhook_endpoint {
    url                               = var.endpoint_url
    max_events_per_batch              = 100
    preferred_batch_size_in_kilobytes = 256
  }

  retry_policy {
    max_delivery_attempts = 30
    event_time_to_live    = 1440
  }

  storage_blob_dead_letter_destination {
    storage_account_id          = azurerm_storage_account.dead_letters.id
    storage_blob_container_name = azurerm_storage_container.dead_letters.name
  }
}

output "signalr_resource_id" {
  value = azurerm_signalr_service.events.id
}

output "connection_string" {
  value     = azurerm_signalr_service.events.primary_connection_string
  sensitive = true
}
