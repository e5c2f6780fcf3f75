# All that the app needs in Azure: SignalR Service in Serverless mode, two instances of the app in Container Apps, a Redis
# that they share, storage for dead letters, and the event subscription that posts to the app.
#
# Apply three times, see README.md: without image, with it, and with subscribe.
# Reviewed against the documentation of the provider, and never applied.

terraform {
  required_version = ">= 1.9"
  required_providers {
    azurerm = {
      source  = "hashicorp/azurerm"
      version = ">= 4.50, < 6.0"
    }
    random = {
      source  = "hashicorp/random"
      version = "~> 3.6"
    }
  }
}

provider "azurerm" {
  features {}
}

variable "name" {
  description = "Name of the app, and the beginning of the other names."
  type        = string
  default     = "chat"

  validation {
    condition     = can(regex("^[a-z][a-z0-9]{2,10}$", var.name))
    error_message = "A letter, then letters and digits, all lower-case: 3 to 11 in total."
  }
}

variable "location" {
  type    = string
  default = "westeurope"
}

variable "events_key" {
  description = "The key that Event Grid brings along as ?key=…, such as from `openssl rand -hex 32`. While you rotate it: new,old."
  type        = string
  sensitive   = true

  validation {
    condition     = length(var.events_key) >= 16
    error_message = "At least 16 characters."
  }
}

variable "image" {
  description = "Repository and tag of the image in the registry, such as app:1. Without it, there is no app yet."
  type        = string
  default     = ""
}

variable "subscribe" {
  description = "Creates the event subscription. The app must answer by then: Event Grid sends the handshake at once."
  type        = bool
  default     = false

  validation {
    condition     = !var.subscribe || var.image != ""
    error_message = "Without an image there is no app to subscribe."
  }
}

variable "signalr_sku" {
  description = "Free_F1, Standard_S1 or Premium_P1."
  type        = string
  default     = "Free_F1"
}

variable "event_delivery_schema" {
  type    = string
  default = "CloudEventSchemaV1_0"

  validation {
    condition     = contains(["CloudEventSchemaV1_0", "EventGridSchema"], var.event_delivery_schema)
    error_message = "Must be CloudEventSchemaV1_0 or EventGridSchema."
  }
}

# Names of several of these resources must be free in all of Azure.
resource "random_string" "suffix" {
  length  = 13
  lower   = true
  upper   = false
  special = false
}

locals {
  unique = "${var.name}-${random_string.suffix.result}"
  joined = "${var.name}${random_string.suffix.result}"
}

resource "azurerm_resource_group" "app" {
  name     = "${var.name}-signalr-events"
  location = var.location
}

resource "azurerm_signalr_service" "app" {
  name                = local.unique
  resource_group_name = azurerm_resource_group.app.name
  location            = azurerm_resource_group.app.location

  # In Default mode, Azure raises no events for clients that a hub server serves.
  service_mode = "Serverless"

  sku {
    name     = var.signalr_sku
    capacity = 1
  }
}

# Azure Managed Redis: new instances of its predecessor, Azure Cache for Redis, can no longer be created.
resource "azurerm_managed_redis" "app" {
  name                = local.unique
  resource_group_name = azurerm_resource_group.app.name
  location            = azurerm_resource_group.app.location
  sku_name            = "Balanced_B0"

  default_database {
    access_keys_authentication_enabled = true
    client_protocol                    = "Encrypted"
    # The app uses an ordinary client, not one for Redis Cluster.
    clustering_policy = "NoCluster"
    # A full memory is an error, and not an event forgotten.
    eviction_policy = "NoEviction"
  }
}

locals {
  database = azurerm_managed_redis.app.default_database[0]
}

resource "azurerm_container_registry" "app" {
  name                = local.joined
  resource_group_name = azurerm_resource_group.app.name
  location            = azurerm_resource_group.app.location
  sku                 = "Basic"
  admin_enabled       = false
}

# As this identity, the app fetches its image.
resource "azurerm_user_assigned_identity" "app" {
  name                = local.unique
  resource_group_name = azurerm_resource_group.app.name
  location            = azurerm_resource_group.app.location
}

resource "azurerm_role_assignment" "pull" {
  scope                            = azurerm_container_registry.app.id
  role_definition_name             = "AcrPull"
  principal_id                     = azurerm_user_assigned_identity.app.principal_id
  skip_service_principal_aad_check = true
}

resource "azurerm_log_analytics_workspace" "app" {
  name                = local.unique
  resource_group_name = azurerm_resource_group.app.name
  location            = azurerm_resource_group.app.location
  sku                 = "PerGB2018"
  retention_in_days   = 30
}

resource "azurerm_container_app_environment" "app" {
  name                       = local.unique
  resource_group_name        = azurerm_resource_group.app.name
  location                   = azurerm_resource_group.app.location
  logs_destination           = "log-analytics"
  log_analytics_workspace_id = azurerm_log_analytics_workspace.app.id
}

resource "azurerm_container_app" "app" {
  count = var.image == "" ? 0 : 1

  name                         = var.name
  resource_group_name          = azurerm_resource_group.app.name
  container_app_environment_id = azurerm_container_app_environment.app.id
  revision_mode                = "Single"

  identity {
    type         = "UserAssigned"
    identity_ids = [azurerm_user_assigned_identity.app.id]
  }

  registry {
    server   = azurerm_container_registry.app.login_server
    identity = azurerm_user_assigned_identity.app.id
  }

  # http is redirected to https.
  ingress {
    external_enabled           = true
    allow_insecure_connections = false
    target_port                = 3000

    traffic_weight {
      latest_revision = true
      percentage      = 100
    }
  }

  secret {
    name  = "events-key"
    value = var.events_key
  }

  secret {
    name  = "redis-url"
    value = "rediss://:${urlencode(local.database.primary_access_key)}@${azurerm_managed_redis.app.hostname}:${local.database.port}"
  }

  secret {
    name  = "signalr"
    value = azurerm_signalr_service.app.primary_connection_string
  }

  template {
    min_replicas = 2
    max_replicas = 4
    # Longer than the ten seconds that handlers have to end.
    termination_grace_period_seconds = 30

    container {
      name   = "app"
      image  = "${azurerm_container_registry.app.login_server}/${var.image}"
      cpu    = 0.5
      memory = "1Gi"

      env {
        name        = "EVENTS_KEY"
        secret_name = "events-key"
      }

      env {
        name        = "REDIS_URL"
        secret_name = "redis-url"
      }

      env {
        name        = "AzureSignalRConnectionString"
        secret_name = "signalr"
      }

      env {
        name  = "SIGNALR_RESOURCE_ID"
        value = azurerm_signalr_service.app.id
      }

      # Says no while the app stops, so that deliveries go to the other instance.
      readiness_probe {
        transport               = "HTTP"
        path                    = "/ready"
        port                    = 3000
        interval_seconds        = 5
        success_count_threshold = 1
      }

      liveness_probe {
        transport = "TCP"
        port      = 3000
      }
    }
  }

  depends_on = [azurerm_role_assignment.pull]
}

resource "azurerm_storage_account" "dead_letters" {
  name                            = local.joined
  resource_group_name             = azurerm_resource_group.app.name
  location                        = azurerm_resource_group.app.location
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
resource "azurerm_eventgrid_system_topic" "app" {
  name                = "${var.name}-events"
  resource_group_name = azurerm_resource_group.app.name
  location            = azurerm_resource_group.app.location
  source_resource_id  = azurerm_signalr_service.app.id
  topic_type          = "Microsoft.SignalRService.SignalR"
}

resource "azurerm_eventgrid_system_topic_event_subscription" "app" {
  count = var.subscribe ? 1 : 0

  name                  = "app"
  system_topic          = azurerm_eventgrid_system_topic.app.name
  resource_group_name   = azurerm_resource_group.app.name
  event_delivery_schema = var.event_delivery_schema

  included_event_types = [
    "Microsoft.SignalRService.ClientConnectionConnected",
    "Microsoft.SignalRService.ClientConnectionDisconnected",
  ]

  webhook_endpoint {
    url                               = "https://${azurerm_container_app.app[0].ingress[0].fqdn}/events?key=${urlencode(split(",", var.events_key)[0])}"
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

output "resource_group" {
  value = azurerm_resource_group.app.name
}

output "registry" {
  value = azurerm_container_registry.app.name
}

output "url" {
  value = one([for app in azurerm_container_app.app : "https://${app.ingress[0].fqdn}"])
}
