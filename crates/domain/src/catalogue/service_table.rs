//! The table of services.
//!
//! The first name is the canonical one. Feeds name services in their own ways: Microsoft Graph and the older
//! service-communications shape by workload (`OrgLiveID`), Azure Service Health by product name, sometimes an old one
//! (`Windows Virtual Desktop`).

use super::{
    ProductFamily::{Azure, Dynamics365, EnterpriseMobility, Microsoft365},
    Service,
};

/// What a row leaves out.
const ROW: Service = Service {
    name: "",
    family: Microsoft365,
    part_of: None,
    aliases: &[],
    ordinary: &[],
    workloads: &[],
    needs: &[],
    everyday: &[],
};

const SUITE: Option<&str> = Some("Microsoft 365");
const D365: Option<&str> = Some("Dynamics 365");
const POWER: Option<&str> = Some("Power Platform");
/// Nobody works without signing in.
const SIGN_IN: &[&str] = &["Entra ID"];
/// Virtual machines keep their disks in storage and live in the network.
const MACHINE: &[&str] = &["Storage", "Network Infrastructure"];
const NETWORK: &[&str] = &["Network Infrastructure"];

#[rustfmt::skip]
pub(super) static TABLE: &[Service] = &[
    // Microsoft 365
    Service { name: "Microsoft 365", aliases: &["Microsoft 365 suite", "Office 365", "O365", "M365", "Office 365 Portal", "Microsoft 365 admin center", "Майкрософт 365", "Офис 365", "Центр администрирования Microsoft 365", "Centrum administracyjne platformy Microsoft 365", "Pakiet Microsoft 365"], workloads: &["OSDPPlatform", "OSub", "Portal", "General"], needs: SIGN_IN, ..ROW },
    Service { name: "Exchange Online", part_of: SUITE, aliases: &["Microsoft Exchange", "Microsoft Exchange Online", "EXO", "Outlook on the web", "Outlook Web App", "OWA", "Outlook.com for business", "Exchange Online Protection", "EOP", "Эксчейндж", "почта Exchange", "почта Outlook", "poczta Exchange", "poczta Outlook", "Outlook w sieci Web"], ordinary: &["Exchange", "Outlook", "Аутлук"], workloads: &["ExchangeOnline"], needs: SIGN_IN, everyday: &["mail", "mailbox", "outlook"], ..ROW },
    Service { name: "SharePoint Online", part_of: SUITE, aliases: &["SharePoint", "Microsoft SharePoint", "SPO", "Microsoft Lists", "Шарепоинт", "Шэрпоинт"], workloads: &["SharePointOnline"], needs: SIGN_IN, everyday: &["site", "page"], ..ROW },
    Service { name: "OneDrive", part_of: SUITE, aliases: &["OneDrive for Business", "Microsoft OneDrive", "SkyDrive Pro", "Ван Драйв"], workloads: &["OneDriveForBusiness"], needs: &["Entra ID", "SharePoint Online"], everyday: &["file"], ..ROW },
    Service { name: "Microsoft Teams", part_of: SUITE, aliases: &["MS Teams", "Teams Phone", "Teams Rooms", "Тимс", "Майкрософт Тимс"], ordinary: &["Teams"], workloads: &["microsoftteams", "TeamSpace"], needs: &["Entra ID", "SharePoint Online", "OneDrive", "Exchange Online"], ..ROW },
    Service { name: "Skype for Business", part_of: SUITE, aliases: &["Skype for Business Online", "Lync Online", "Скайп для бизнеса", "Skype dla firm"], ordinary: &["Skype", "Скайп"], workloads: &["Lync", "LyncOnline"], needs: &["Entra ID", "Exchange Online"], ..ROW },
    Service { name: "Microsoft 365 Apps", part_of: SUITE, aliases: &["Office Client Applications", "Office 365 ProPlus", "Office ProPlus", "Microsoft 365 Apps for enterprise", "Microsoft 365 Apps for business", "Office apps", "Office Subscription", "приложения Office", "aplikacje Office"], ordinary: &["Word", "Excel", "PowerPoint", "OneNote", "Эксель"], workloads: &["O365Client", "OfficeClient"], needs: SIGN_IN, ..ROW },
    Service { name: "Office for the web", part_of: SUITE, aliases: &["Office Online", "Office Web Apps", "Microsoft 365 for the web", "Microsoft 365 on the web", "Office в Интернете", "Office w sieci Web"], workloads: &["officeonline"], needs: &["Entra ID", "SharePoint Online"], ..ROW },
    Service { name: "Microsoft Forms", part_of: SUITE, aliases: &["MS Forms"], ordinary: &["Forms"], workloads: &["Forms"], needs: SIGN_IN, ..ROW },
    Service { name: "Microsoft Planner", part_of: SUITE, aliases: &["Project for the web", "Microsoft Project", "Project Online"], ordinary: &["Planner"], workloads: &["Planner", "ProjectForTheWeb"], needs: SIGN_IN, ..ROW },
    Service { name: "Microsoft To Do", part_of: SUITE, aliases: &["To-Do", "Microsoft To-Do"], workloads: &["Todo", "TodoForWeb"], needs: &["Entra ID", "Exchange Online"], ..ROW },
    Service { name: "Microsoft Bookings", part_of: SUITE, ordinary: &["Bookings"], workloads: &["Bookings"], needs: &["Entra ID", "Exchange Online"], ..ROW },
    Service { name: "Microsoft Stream", part_of: SUITE, ordinary: &["Stream"], workloads: &["Stream"], needs: &["Entra ID", "SharePoint Online"], ..ROW },
    Service { name: "Sway", part_of: SUITE, aliases: &["Microsoft Sway"], workloads: &["SwayEnterprise"], needs: SIGN_IN, ..ROW },
    Service { name: "Viva Engage", part_of: SUITE, aliases: &["Yammer", "Yammer Enterprise", "Yammer.com"], workloads: &["yammer"], needs: SIGN_IN, ..ROW },
    Service { name: "Microsoft Viva", part_of: SUITE, aliases: &["Viva Insights", "Viva Learning", "Viva Connections", "Viva Goals"], ordinary: &["Viva"], needs: SIGN_IN, ..ROW },
    Service { name: "Microsoft Kaizala", part_of: SUITE, aliases: &["Kaizala"], workloads: &["kaizalamessagingservices"], needs: SIGN_IN, ..ROW },
    Service { name: "Microsoft 365 Copilot", part_of: SUITE, aliases: &["Microsoft Copilot", "Microsoft Copilot (Microsoft 365)", "Copilot for Microsoft 365"], ordinary: &["Copilot"], needs: SIGN_IN, ..ROW },
    Service { name: "Power BI", part_of: SUITE, aliases: &["Microsoft Power BI", "PowerBI"], workloads: &["PowerBIcom"], needs: SIGN_IN, everyday: &["report"], ..ROW },
    Service { name: "Microsoft Defender XDR", part_of: SUITE, aliases: &["Microsoft 365 Defender", "Defender XDR", "Microsoft Defender for Office 365", "Office 365 ATP", "Advanced Threat Protection", "Microsoft Defender for Endpoint"], workloads: &["Microsoft365Defender"], needs: SIGN_IN, ..ROW },
    Service { name: "Microsoft Purview", part_of: SUITE, aliases: &["Security and Compliance Center", "Microsoft 365 compliance center", "Microsoft Compliance", "Purview compliance portal"], ordinary: &["Purview"], needs: SIGN_IN, ..ROW },
    Service { name: "Mobile Device Management", part_of: SUITE, aliases: &["Mobile Device Management for Office 365", "Basic Mobility and Security"], workloads: &["MobileDeviceManagement"], needs: SIGN_IN, everyday: &["device"], ..ROW },
    Service { name: "Universal Print", part_of: SUITE, aliases: &["Microsoft Universal Print", "Универсальная печать", "Drukowanie uniwersalne"], needs: SIGN_IN, everyday: &["print", "printer"], ..ROW },
    Service { name: "Windows 365", part_of: SUITE, aliases: &["Cloud PC", "Windows 365 Enterprise"], needs: &["Entra ID", "Intune", "Azure Virtual Desktop"], ..ROW },

    // Enterprise Mobility
    Service { name: "Entra ID", family: EnterpriseMobility, part_of: SUITE, aliases: &["Microsoft Entra ID", "Microsoft Entra", "Azure Active Directory", "Azure AD", "AAD", "Identity Service", "Multi-Factor Authentication", "Azure MFA", "Служба удостоверений", "Usługa tożsamości"], ordinary: &["Entra"], workloads: &["OrgLiveID", "AzureActiveDirectory"], ..ROW },
    Service { name: "Intune", family: EnterpriseMobility, part_of: SUITE, aliases: &["Microsoft Intune", "Microsoft Endpoint Manager", "Windows Intune", "Windows Autopilot", "Autopilot", "Интюн"], workloads: &["Intune"], needs: SIGN_IN, everyday: &["device"], ..ROW },
    Service { name: "Azure Information Protection", family: EnterpriseMobility, part_of: SUITE, aliases: &["Microsoft Purview Information Protection", "Rights Management Service", "Rights Management", "AIP"], workloads: &["RMS"], needs: SIGN_IN, ..ROW },
    Service { name: "Microsoft Defender for Cloud Apps", family: EnterpriseMobility, aliases: &["Microsoft Cloud App Security", "Cloud App Security", "MCAS"], workloads: &["cloudappsecurity"], needs: SIGN_IN, ..ROW },
    Service { name: "Microsoft Defender for Identity", family: EnterpriseMobility, aliases: &["Azure Advanced Threat Protection", "Azure ATP"], needs: SIGN_IN, ..ROW },
    Service { name: "Microsoft Entra Permissions Management", family: EnterpriseMobility, aliases: &["Entra Permissions Management", "CloudKnox"], needs: SIGN_IN, ..ROW },
    Service { name: "Microsoft Entra Domain Services", family: EnterpriseMobility, aliases: &["Azure AD Domain Services", "Azure Active Directory Domain Services", "Entra Domain Services"], needs: SIGN_IN, ..ROW },
    Service { name: "Microsoft Entra External ID", family: EnterpriseMobility, aliases: &["Azure Active Directory B2C", "Azure AD B2C", "Entra External ID"], needs: SIGN_IN, ..ROW },

    // Dynamics 365 and the platform below it
    Service { name: "Dynamics 365", family: Dynamics365, aliases: &["Dynamics 365 Apps", "Microsoft Dynamics 365", "Dynamics CRM", "Dynamics CRM Online", "D365"], ordinary: &["Dynamics"], workloads: &["DynamicsCRM"], needs: &["Entra ID", "Microsoft Dataverse"], ..ROW },
    Service { name: "Dynamics 365 Sales", family: Dynamics365, part_of: D365, needs: &["Entra ID", "Microsoft Dataverse"], ..ROW },
    Service { name: "Dynamics 365 Customer Service", family: Dynamics365, part_of: D365, aliases: &["Omnichannel for Customer Service"], needs: &["Entra ID", "Microsoft Dataverse"], ..ROW },
    Service { name: "Dynamics 365 Field Service", family: Dynamics365, part_of: D365, needs: &["Entra ID", "Microsoft Dataverse"], ..ROW },
    Service { name: "Dynamics 365 Customer Insights", family: Dynamics365, part_of: D365, aliases: &["Dynamics 365 Marketing"], needs: &["Entra ID", "Microsoft Dataverse"], ..ROW },
    Service { name: "Dynamics 365 Finance", family: Dynamics365, part_of: D365, aliases: &["Finance and Operations Apps", "Dynamics 365 Finance and Operations", "Dynamics 365 Supply Chain Management", "Dynamics AX"], workloads: &["DynamicsAX"], needs: SIGN_IN, ..ROW },
    Service { name: "Dynamics 365 Commerce", family: Dynamics365, part_of: D365, aliases: &["Dynamics 365 Retail"], needs: SIGN_IN, ..ROW },
    Service { name: "Dynamics 365 Business Central", family: Dynamics365, aliases: &["Business Central", "Dynamics NAV", "Navision"], needs: SIGN_IN, ..ROW },
    Service { name: "Power Platform", family: Dynamics365, aliases: &["Microsoft Power Platform", "Power Platform admin center"], needs: SIGN_IN, ..ROW },
    Service { name: "Power Apps", family: Dynamics365, part_of: POWER, aliases: &["Microsoft Power Apps", "PowerApps", "Power Apps in Microsoft 365"], workloads: &["PowerAppsM365"], needs: &["Entra ID", "Microsoft Dataverse"], everyday: &["app"], ..ROW },
    Service { name: "Power Automate", family: Dynamics365, part_of: POWER, aliases: &["Microsoft Flow", "Microsoft Power Automate", "Power Automate in Microsoft 365", "Microsoft Power Automate in Microsoft 365"], ordinary: &["Flow"], workloads: &["MicrosoftFlow", "MicrosoftFlowM365"], needs: &["Entra ID", "Microsoft Dataverse"], everyday: &["flow"] },
    Service { name: "Power Pages", family: Dynamics365, part_of: POWER, aliases: &["Power Apps portals"], needs: &["Entra ID", "Microsoft Dataverse"], ..ROW },
    Service { name: "Microsoft Copilot Studio", family: Dynamics365, part_of: POWER, aliases: &["Copilot Studio", "Power Virtual Agents"], needs: &["Entra ID", "Microsoft Dataverse"], ..ROW },
    Service { name: "Microsoft Dataverse", family: Dynamics365, part_of: POWER, aliases: &["Dataverse", "Common Data Service", "CDS"], needs: SIGN_IN, ..ROW },

    // Azure: computing
    Service { name: "Virtual Machines", family: Azure, aliases: &["Azure Virtual Machines", "Azure VM", "Azure VMs", "Виртуальные машины Azure", "Maszyny wirtualne platformy Azure", "Maszyny wirtualne Azure"], ordinary: &["Виртуальные машины", "Maszyny wirtualne"], needs: MACHINE, everyday: &["virtual", "machine", "server"], ..ROW },
    Service { name: "Virtual Machine Scale Sets", family: Azure, aliases: &["VMSS"], needs: &["Virtual Machines", "Storage", "Network Infrastructure"], ..ROW },
    Service { name: "Azure Virtual Desktop", family: Azure, aliases: &["Windows Virtual Desktop", "AVD", "WVD", "Виртуальный рабочий стол Azure", "Pulpit wirtualny platformy Azure"], needs: &["Entra ID", "Virtual Machines", "Network Infrastructure"], ..ROW },
    Service { name: "App Service", family: Azure, aliases: &["Azure App Service", "Azure Web Apps", "App Service (Linux)", "App Service Environment", "Служба приложений Azure"], ordinary: &["Web Apps", "Служба приложений"], needs: &["Storage", "Network Infrastructure"], ..ROW },
    Service { name: "Azure Functions", family: Azure, aliases: &["Функции Azure"], ordinary: &["Functions"], needs: &["App Service", "Storage"], ..ROW },
    Service { name: "Azure Kubernetes Service", family: Azure, aliases: &["AKS", "Azure Kubernetes Service (AKS)", "Azure Container Service"], needs: &["Virtual Machines", "Container Registry", "Network Infrastructure"], everyday: &["cluster"], ..ROW },
    Service { name: "Container Registry", family: Azure, aliases: &["Azure Container Registry", "ACR"], needs: &["Storage"], ..ROW },
    Service { name: "Container Instances", family: Azure, aliases: &["Azure Container Instances", "ACI"], needs: NETWORK, ..ROW },
    Service { name: "Container Apps", family: Azure, aliases: &["Azure Container Apps"], needs: NETWORK, ..ROW },
    Service { name: "Service Fabric", family: Azure, aliases: &["Azure Service Fabric"], needs: &["Virtual Machines"], ..ROW },
    Service { name: "Azure Batch", family: Azure, ordinary: &["Batch"], needs: &["Virtual Machines", "Storage"], ..ROW },
    Service { name: "Cloud Services", family: Azure, aliases: &["Azure Cloud Services"], needs: MACHINE, ..ROW },
    Service { name: "Azure Spring Apps", family: Azure, aliases: &["Azure Spring Cloud"], needs: NETWORK, ..ROW },
    Service { name: "Azure VMware Solution", family: Azure, aliases: &["AVS"], needs: NETWORK, ..ROW },

    // Azure: storage and databases
    Service { name: "Storage", family: Azure, aliases: &["Azure Storage", "Storage Accounts", "Azure Blob Storage", "Blob Storage", "Хранилище Azure", "Azure Data Lake Storage", "Magazyn platformy Azure"], needs: NETWORK, ordinary: &["Хранилище"], everyday: &["storage"], ..ROW },
    Service { name: "Azure Files", family: Azure, aliases: &["Azure File Storage", "Azure File Sync"], needs: &["Storage"], ..ROW },
    Service { name: "Azure NetApp Files", family: Azure, needs: NETWORK, ..ROW },
    Service { name: "Managed Disks", family: Azure, aliases: &["Azure Managed Disks", "Azure Disk Storage"], needs: &["Storage"], ..ROW },
    Service { name: "Azure SQL", family: Azure, aliases: &["Azure SQL Database", "SQL Database", "SQL Managed Instance", "Azure SQL Managed Instance", "SQL Azure", "База данных Azure SQL", "Baza danych Azure SQL"], needs: &["Storage", "Network Infrastructure"], everyday: &["database", "sql"], ..ROW },
    Service { name: "Azure Cosmos DB", family: Azure, aliases: &["Cosmos DB", "CosmosDB", "DocumentDB"], needs: NETWORK, everyday: &["database"], ..ROW },
    Service { name: "Azure Database for PostgreSQL", family: Azure, aliases: &["Azure PostgreSQL", "Azure Database for PostgreSQL Flexible Server", "Azure Database for PostgreSQL Single Server"], needs: &["Storage", "Network Infrastructure"], everyday: &["database"], ..ROW },
    Service { name: "Azure Database for MySQL", family: Azure, aliases: &["Azure MySQL"], needs: &["Storage", "Network Infrastructure"], everyday: &["database"], ..ROW },
    Service { name: "Azure Database for MariaDB", family: Azure, needs: &["Storage", "Network Infrastructure"], everyday: &["database"], ..ROW },
    Service { name: "Azure Cache for Redis", family: Azure, aliases: &["Redis Cache", "Azure Managed Redis"], needs: NETWORK, ..ROW },
    Service { name: "Azure Backup", family: Azure, aliases: &["Recovery Services vault", "Служба Azure Backup"], ordinary: &["Backup"], needs: &["Storage"], everyday: &["backup"], ..ROW },
    Service { name: "Azure Site Recovery", family: Azure, aliases: &["Site Recovery", "ASR"], needs: &["Storage", "Virtual Machines"], ..ROW },
    Service { name: "Azure Data Box", family: Azure, ..ROW },

    // Azure: network
    Service { name: "Network Infrastructure", family: Azure, aliases: &["Azure Networking", "Azure Network", "Сеть Azure", "Sieć platformy Azure"], everyday: &["network"], ..ROW },
    Service { name: "Virtual Network", family: Azure, aliases: &["Azure Virtual Network", "VNet", "Виртуальная сеть Azure", "Sieć wirtualna platformy Azure"], needs: NETWORK, everyday: &["network"], ..ROW },
    Service { name: "VPN Gateway", family: Azure, aliases: &["Azure VPN Gateway", "VPN-шлюз", "Brama sieci VPN"], needs: NETWORK, ..ROW },
    Service { name: "ExpressRoute", family: Azure, aliases: &["Azure ExpressRoute"], needs: NETWORK, ..ROW },
    Service { name: "Virtual WAN", family: Azure, aliases: &["Azure Virtual WAN"], needs: NETWORK, ..ROW },
    Service { name: "Load Balancer", family: Azure, aliases: &["Azure Load Balancer"], needs: NETWORK, ..ROW },
    Service { name: "Application Gateway", family: Azure, aliases: &["Azure Application Gateway", "Web Application Firewall"], needs: NETWORK, ..ROW },
    Service { name: "Azure Front Door", family: Azure, aliases: &["Front Door", "AFD", "Azure Content Delivery Network", "Azure CDN", "Content Delivery Network"], needs: NETWORK, ..ROW },
    Service { name: "Azure Firewall", family: Azure, aliases: &["Azure Firewall Manager", "Брандмауэр Azure", "Zapora platformy Azure"], needs: NETWORK, ..ROW },
    Service { name: "Azure DNS", family: Azure, aliases: &["Azure Private DNS"], needs: NETWORK, ..ROW },
    Service { name: "Traffic Manager", family: Azure, aliases: &["Azure Traffic Manager"], needs: &["Azure DNS"], ..ROW },
    Service { name: "NAT Gateway", family: Azure, aliases: &["Azure NAT Gateway"], needs: NETWORK, ..ROW },
    Service { name: "Azure Bastion", family: Azure, ordinary: &["Bastion"], needs: NETWORK, ..ROW },
    Service { name: "Azure Private Link", family: Azure, aliases: &["Private Link", "Private Endpoint"], needs: NETWORK, ..ROW },
    Service { name: "Azure DDoS Protection", family: Azure, aliases: &["DDoS Protection"], needs: NETWORK, ..ROW },
    Service { name: "Network Watcher", family: Azure, aliases: &["Azure Network Watcher"], needs: NETWORK, ..ROW },

    // Azure: integration
    Service { name: "Service Bus", family: Azure, aliases: &["Azure Service Bus"], needs: NETWORK, ..ROW },
    Service { name: "Event Hubs", family: Azure, aliases: &["Azure Event Hubs"], needs: NETWORK, ..ROW },
    Service { name: "Event Grid", family: Azure, aliases: &["Azure Event Grid"], needs: NETWORK, ..ROW },
    Service { name: "Azure Relay", family: Azure, ordinary: &["Relay"], needs: NETWORK, ..ROW },
    Service { name: "Logic Apps", family: Azure, aliases: &["Azure Logic Apps"], needs: &["Storage"], ..ROW },
    Service { name: "API Management", family: Azure, aliases: &["Azure API Management", "APIM"], needs: NETWORK, ..ROW },
    Service { name: "Notification Hubs", family: Azure, aliases: &["Azure Notification Hubs"], ..ROW },
    Service { name: "Azure SignalR Service", family: Azure, aliases: &["SignalR", "Azure Web PubSub"], needs: NETWORK, ..ROW },
    Service { name: "Azure Communication Services", family: Azure, aliases: &["ACS"], needs: NETWORK, ..ROW },
    Service { name: "Azure IoT Hub", family: Azure, aliases: &["IoT Hub", "Azure IoT Central", "IoT Central"], needs: NETWORK, ..ROW },
    Service { name: "Azure Maps", family: Azure, ..ROW },

    // Azure: data and intelligence
    Service { name: "Azure Databricks", family: Azure, aliases: &["Databricks"], needs: &["Virtual Machines", "Storage"], ..ROW },
    Service { name: "Azure Synapse Analytics", family: Azure, aliases: &["Synapse Analytics", "SQL Data Warehouse"], needs: &["Storage"], ..ROW },
    Service { name: "Azure Data Factory", family: Azure, aliases: &["Data Factory"], needs: &["Storage"], ..ROW },
    Service { name: "Azure Data Explorer", family: Azure, aliases: &["Data Explorer"], needs: &["Storage"], ..ROW },
    Service { name: "Stream Analytics", family: Azure, aliases: &["Azure Stream Analytics"], needs: &["Storage"], ..ROW },
    Service { name: "HDInsight", family: Azure, aliases: &["Azure HDInsight"], needs: &["Virtual Machines", "Storage"], ..ROW },
    Service { name: "Microsoft Fabric", family: Azure, needs: &["Entra ID", "Storage"], ..ROW },
    Service { name: "Azure OpenAI Service", family: Azure, aliases: &["Azure OpenAI"], needs: NETWORK, ..ROW },
    Service { name: "Azure AI Services", family: Azure, aliases: &["Cognitive Services", "Azure Cognitive Services", "Azure AI"], needs: NETWORK, ..ROW },
    Service { name: "Azure AI Search", family: Azure, aliases: &["Azure Cognitive Search", "Azure Search"], needs: &["Storage"], ..ROW },
    Service { name: "Azure Machine Learning", family: Azure, aliases: &["Machine Learning Services", "Azure ML"], needs: &["Storage"], ..ROW },
    Service { name: "Azure Bot Service", family: Azure, aliases: &["Bot Service"], needs: SIGN_IN, ..ROW },

    // Azure: management, security, development
    Service { name: "Azure portal", family: Azure, aliases: &["Microsoft Azure portal", "Портал Azure", "Azure mobile app", "Witryna Azure Portal"], needs: &["Entra ID", "Azure Resource Manager"], ..ROW },
    Service { name: "Azure Resource Manager", family: Azure, aliases: &["ARM", "Azure Resource Graph", "Azure Policy"], needs: SIGN_IN, ..ROW },
    Service { name: "Azure Monitor", family: Azure, aliases: &["Activity Logs & Alerts", "Alerts & Metrics", "Azure Monitor Agent", "Autoscale"], needs: &["Log Analytics"], everyday: &["alert", "metric", "monitor"], ..ROW },
    Service { name: "Application Insights", family: Azure, aliases: &["Azure Application Insights"], needs: &["Log Analytics"], ..ROW },
    Service { name: "Log Analytics", family: Azure, aliases: &["Azure Log Analytics", "Operational Insights"], needs: &["Storage"], everyday: &["log"], ..ROW },
    Service { name: "Automation", family: Azure, aliases: &["Azure Automation", "Update Management Center", "Azure Update Manager"], ..ROW },
    Service { name: "Azure Advisor", family: Azure, ..ROW },
    Service { name: "Azure Migrate", family: Azure, needs: &["Storage"], ..ROW },
    Service { name: "Azure Arc", family: Azure, aliases: &["Azure Arc enabled servers", "Azure Arc enabled Kubernetes"], needs: &["Azure Resource Manager"], ..ROW },
    Service { name: "Azure Lighthouse", family: Azure, needs: &["Azure Resource Manager"], ..ROW },
    Service { name: "Cost Management", family: Azure, aliases: &["Microsoft Cost Management", "Azure Cost Management", "Azure Billing", "Subscription Management", "Subscriptions"], needs: SIGN_IN, everyday: &["billing", "cost"], ..ROW },
    Service { name: "Key Vault", family: Azure, aliases: &["Azure Key Vault", "Azure Managed HSM"], needs: &["Entra ID", "Network Infrastructure"], ..ROW },
    Service { name: "Microsoft Sentinel", family: Azure, aliases: &["Azure Sentinel"], ordinary: &["Sentinel"], needs: &["Log Analytics"], ..ROW },
    Service { name: "Microsoft Defender for Cloud", family: Azure, aliases: &["Azure Security Center", "Azure Defender"], needs: &["Log Analytics"], ..ROW },
    Service { name: "Azure DevOps", family: Azure, aliases: &["Visual Studio Team Services", "Azure Pipelines", "Azure Repos", "VSTS"], needs: SIGN_IN, ..ROW },
    Service { name: "Azure DevTest Labs", family: Azure, aliases: &["Microsoft Dev Box", "Azure Lab Services"], needs: &["Virtual Machines"], ..ROW },
    Service { name: "App Configuration", family: Azure, aliases: &["Azure App Configuration"], ..ROW },
];
