// SignalR Service in Serverless mode, storage for dead letters, and the event subscription that posts to your webhook.
//
//   az group create --name signalr-events --location westeurope
//   az deployment group create --resource-group signalr-events --template-file main.bicep
//
// Then start the webhook, and deploy again with endpointUrl: Event Grid sends the handshake at once.

@description('Name of the SignalR Service. Must be free in all of Azure.')
param signalRName string = 'signalr-events-${uniqueString(resourceGroup().id)}'

@description('Name of the storage account: 3 to 24 lower-case letters and digits, free in all of Azure.')
param storageName string = 'events${uniqueString(resourceGroup().id)}'

param location string = resourceGroup().location

@description('https://<your host>/events?key=<key>. Without it, no event subscription is created.')
@secure()
param endpointUrl string = ''

@allowed(['CloudEventSchemaV1_0', 'EventGridSchema'])
param eventDeliverySchema string = 'CloudEventSchemaV1_0'

@allowed(['Free_F1', 'Standard_S1', 'Premium_P1'])
param sku string = 'Free_F1'

resource signalR 'Microsoft.SignalRService/signalR@2023-02-01' = {
  name: signalRName
  location: location
  kind: 'SignalR'
  sku: {
    name: sku
    capacity: 1
  }
  properties: {
    // In Default mode, Azure raises no events for clients that a hub server serves.
    features: [
      {
        flag: 'ServiceMode'
        value: 'Serverless'
      }
    ]
  }
}

resource storage 'Microsoft.Storage/storageAccounts@2023-05-01' = {
  name: storageName
  location: location
  kind: 'StorageV2'
  sku: {
    name: 'Standard_LRS'
  }
  properties: {
    allowBlobPublicAccess: false
    minimumTlsVersion: 'TLS1_2'
    supportsHttpsTrafficOnly: true
  }

  resource blobs 'blobServices' = {
    name: 'default'

    resource deadLetters 'containers' = {
      name: 'dead-letters'
    }
  }
}

// An Azure resource has one system topic. If yours exists already, refer to it with `existing`.
resource topic 'Microsoft.EventGrid/systemTopics@2025-02-15' = {
  name: '${signalRName}-events'
  location: location
  properties: {
    source: signalR.id
    topicType: 'Microsoft.SignalRService.SignalR'
  }
}

// A webhook needs no managed identity, so no deliveryWithResourceIdentity.
resource subscription 'Microsoft.EventGrid/systemTopics/eventSubscriptions@2025-02-15' = if (!empty(endpointUrl)) {
  parent: topic
  name: 'signalr-events'
  properties: {
    destination: {
      endpointType: 'WebHook'
      properties: {
        endpointUrl: endpointUrl
        maxEventsPerBatch: 100
        preferredBatchSizeInKilobytes: 256
      }
    }
    eventDeliverySchema: eventDeliverySchema
    filter: {
      includedEventTypes: [
        'Microsoft.SignalRService.ClientConnectionConnected'
        'Microsoft.SignalRService.ClientConnectionDisconnected'
      ]
    }
    retryPolicy: {
      maxDeliveryAttempts: 30
      eventTimeToLiveInMinutes: 1440
    }
    deadLetterDestination: {
      endpointType: 'StorageBlob'
      properties: {
        resourceId: storage.id
        blobContainerName: storage::blobs::deadLetters.name
      }
    }
  }
}

output signalRResourceId string = signalR.id
output signalRHostName string = signalR.properties.hostName
output storageAccountId string = storage.id
