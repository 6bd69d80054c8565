//! The demo's cases, oldest first. A table: what people wrote, and what came of it.

use anyhow::Result;
use tierline_domain::{
    Category,
    Decision::{Accept, Ask, Resolve as Resolved, Return},
    RequestStatus,
    Severity::{self, Critical, Minimal, Moderate},
    StepArea::{Configuration, Settings, Software},
    StepOutcome::{Improved, NoChange, Solved as Cured},
};

use super::{
    Stage, health,
    people::Cast,
    script::{
        self,
        Act::{
            Above, Answer, Bug, Carry, Close, Confirm, Connect, Customer, Decide, Disconnect, Exchange, File, File2,
            HandUp, HandUpstream, Internal, Leave, NotOurs, Persists, Portal, Prepare, Reject, Reopen, Reply, Resolve,
            Solved, Step, StepWith, Unavailable, Undocumented, Waiting, Waive, Withdraw,
        },
        Script,
    },
};

const HOUR: i64 = 60;
const DAY: i64 = 24 * HOUR;

/// Plays all scripts; the feed is read in between, as a desk does.
pub(super) async fn play(stage: &Stage, cast: &Cast) -> Result<()> {
    health::begin_to_follow(stage, cast).await?;
    let readings = [10 * DAY, 7 * DAY, 47 * HOUR, 28 * HOUR, 19 * HOUR, 3 * HOUR, HOUR];
    let mut readings = readings.into_iter().peekable();
    for script in SCRIPTS {
        while let Some(ago) = readings.next_if(|ago| *ago >= script.ago) {
            health::read_feed(stage, cast, ago).await?;
        }
        script::play(stage, cast, script).await?;
    }
    for ago in readings {
        health::read_feed(stage, cast, ago).await?;
    }
    script::catch_up(stage, cast).await
}

#[expect(clippy::too_many_arguments, reason = "one line of a table")]
const fn case(
    agent: &'static str,
    customer: &'static str,
    subject: &'static str,
    description: &'static str,
    service: &'static str,
    severity: Severity,
    ago: i64,
    users: i64,
    acts: &'static [(i64, &'static str, script::Act)],
) -> Script {
    Script { agent, customer, subject, description, service, severity, ago, users, acts }
}

#[rustfmt::skip]
const SCRIPTS: &[Script] = &[
    case("maren", "ospreymarine.example", "Sensitivity labels vanish from exported files", "Labels are there in the browser, and gone in the exported copy.", "SharePoint Online", Minimal, 26 * DAY, 8, &[
        (30, "maren", Reply("Thank you. We look into it and write again tomorrow.")),
        (60, "maren", StepWith(Software, "Exported from two browsers and from the sync client, with the customer on the phone")),
        (DAY, "maren", Resolve("The export now uses the template that keeps labels.")),
        (DAY, "maren", Close("The customer is content.")),
    ]),
    case("tobin", "haldenmoor.example", "Usage report stops on the first of the month", "The usage report shows nothing after the first of the month.", "Microsoft Teams", Minimal, 20 * DAY, 3, &[
        (45, "tobin", Reply("We see the same and compare it with another tenant.")),
        (2 * HOUR, "tobin", Step(Settings, "Report period reset and report recreated", NoChange)),
        (HOUR, "tobin", Bug("1. Open the usage report. 2. Choose the last 30 days.", "Nothing after the first of the month.")),
        (HOUR, "tobin", HandUp("Licences can't be settled between two branches without the report.")),
        (3 * HOUR, "ansel", Decide(Accept, "")),
        (2 * DAY, "ansel", Decide(Resolved, "The nightly job was repaired and the missing days were computed again.")),
        (HOUR, "tobin", Solved),
        (HOUR, "tobin", Close("Confirmed by the customer.")),
    ]),
    case("maren", "vantor.example", "Backup vault lists deleted machines", "The vault still lists machines that were deleted in spring.", "Virtual Machines", Minimal, 15 * DAY, 2, &[
        (40, "maren", Reply("We check the vault's settings first.")),
        (2 * HOUR, "maren", Step(Configuration, "Vault's inventory refreshed by hand", NoChange)),
        (HOUR, "maren", Undocumented("Deleted machines leave the list after 14 days.")),
        (HOUR, "maren", Prepare("Audit of the vault fails; two people sort by hand each week.")),
        (30, "maren", File("260907004000059")),
        (4 * HOUR, "maren", Portal(RequestStatus::Accepted, "An engineer is assigned.")),
        (5 * DAY, "maren", Portal(RequestStatus::Resolved, "Inventory repaired; entries will be gone within a day.")),
        (DAY, "maren", Solved),
        (DAY, "maren", Portal(RequestStatus::Closed, "Closed. The list of the vault is right again.")),
    ]),
    case("tobin", "kestrelvalley.example", "Room displays show the wrong day", "Displays outside the rooms show yesterday's bookings.", "Microsoft Teams", Minimal, 13 * DAY, 30, &[
        (90, "tobin", Reply("We compare one display's settings with a new one.")),
        (HOUR, "tobin", Step(Settings, "Time zone of the display's account corrected", Cured)),
        (HOUR, "tobin", Resolve("The displays' account had another time zone; it is corrected.")),
        (2 * DAY, "tobin", Close("Confirmed by phone.")),
        (3 * DAY, "tobin", Reopen("Two displays are wrong again since the update.")),
    ]),
    case("maren", "foxmere.example", "Appointment reminders are sent twice", "Every reminder reaches the pet owners twice, an hour apart.", "Exchange Online", Minimal, 11 * DAY, 6, &[
        (HOUR, "maren", Reply("We compare the two copies of one reminder.")),
        (2 * HOUR, "maren", Step(Settings, "Transport rule of the reminders switched off and on", NoChange)),
        (HOUR, "maren", Bug("Send a reminder to an outside mailbox.", "It arrives twice, an hour apart.")),
        (DAY, "maren", Customer("Your contract with us ends this week, as your management decided. Please tell us who goes on with this problem.")),
        (5, "maren", Waiting),
        (2 * DAY, "ilse", Leave),
    ]),
    case("marek", "mossvane.example", "Ссылки на файлы не открываются у гостей", "Гости из других организаций видят ошибку при открытии ссылки на файл.", "SharePoint Online", Moderate, 9 * DAY - 3 * HOUR, 6, &[
        (20, "marek", Reply("Спасибо, проверяем. Напишем ещё раз до вечера.")),
        (2 * DAY, "marek", Resolve("Поставщик устранил неполадку; ссылки снова открываются.")),
    ]),
    case("stefan", "nordvik.example", "Outgoing calls show the wrong number", "Calls to suppliers show the number of the closed branch.", "Microsoft Teams", Minimal, 8 * DAY, 14, &[
        (HOUR, "stefan", Reply("We check the numbering plan.")),
        (HOUR, "stefan", Step(Settings, "Caller identity policy assigned again", NoChange)),
        (2 * HOUR, "stefan", Bug("Call any outside number from a desk phone.", "The closed branch's number is shown.")),
        (HOUR, "stefan", HandUp("Suppliers call back a dead line.")),
        (6 * HOUR, "ansel", Decide(Ask, "Which policy id is assigned to one affected user? Please send it with a call id.")),
    ]),
    case("maren", "tarnfield.example", "Restore point missing after site move", "After the move the newest restore point is a week old.", "Virtual Machines", Moderate, 6 * DAY, 5, &[
        (30, "maren", Reply("We look at the backup job and write by noon.")),
        (HOUR, "maren", Step(Configuration, "Backup policy assigned again and job started by hand", Improved)),
        (HOUR, "maren", Bug("Start the backup job by hand.", "It reports success, and no restore point appears.")),
        (HOUR, "maren", HandUp("Five brewery machines have no restore point newer than a week.")),
        (2 * HOUR, "ansel", Decide(Accept, "")),
        (2 * DAY, "ansel", Decide(Ask, "Please send a trace of one backup job, with its correlation id.")),
    ]),
    case("marek", "pinmoor.example", "Sklep odpowiada błędem 503", "Od rana co trzeci klient sklepu widzi błąd 503.", "Virtual Machines", Critical, 5 * DAY, 120, &[
        (10, "marek", Reply("Zajmujemy się tym od razu; następna wiadomość za godzinę.")),
        (20, "marek", Unavailable("Co trzeci klient sklepu, od 08:40.", "Sonda z drugiego biura widzi to samo.")),
        (10, "marek", HandUpstream("Sklep traci około 40 zamówień na godzinę.")),
        (15, "stefan", Decide(Accept, "")),
        (5, "stefan", Carry),
        (15, "stefan", Above(&Unavailable("Every third visitor of the shop, since 08:40.", "A probe from our own office sees the same."))),
        (5, "stefan", Above(&HandUp("The shop loses about 40 orders an hour."))),
        (30, "ansel", Above(&Decide(Accept, ""))),
        (2 * HOUR, "ansel", Above(&Decide(Resolved, "The load balancer's probe was corrected."))),
        (10, "stefan", Decide(Resolved, "The load balancer's probe was corrected with the provider.")),
        (HOUR, "stefan", Above(&Solved)),
    ]),
    case("maren", "sablewood.example", "Invoices sync stops after plan change", "Since the plan was changed the nightly invoice sync stops with “partition not found”.", "Dynamics 365", Moderate, 4 * DAY, 12, &[
        (50, "maren", Reply("We compare the environment before and after the change.")),
        (HOUR, "maren", Step(Software, "Sync client reinstalled on one machine", NoChange)),
        (HOUR, "maren", Step(Settings, "Sync profile written again", NoChange)),
        (HOUR, "maren", Undocumented("The sync profile survives a plan change.")),
        (HOUR, "maren", HandUp("Invoices of two days are not booked; month end is on Friday.")),
        (5 * HOUR, "ansel", Decide(Return, "Compare the environment id in the sync profile with the one after the plan change. If they are the same, send it back to us with the comparison.")),
    ]),
    case("tobin", "lumenfold.example", "Sign-in asks for a second factor twice", "Everybody is asked twice each morning.", "Exchange Online", Moderate, 3 * DAY, 44, &[
        (2 * HOUR, "tobin", Reply("Our access has just ended; we have asked your administrator to renew it and go on by phone meanwhile.")),
        (HOUR, "tobin", StepWith(Settings, "Sign-in policy read out by the customer, looks as it should")),
        (DAY, "tobin", Undocumented("One second factor a day.")),
    ]),
    case("maren", "pellworth.example", "Invoice recipients cannot be edited", "The field is grey for all administrators.", "Exchange Online", Minimal, 3 * DAY - HOUR, 2, &[
        (3 * HOUR, "maren", Reply("We check which licence carries this field.")),
        (HOUR, "maren", Step(Settings, "Role of the administrator removed and given again", NoChange)),
        (HOUR, "maren", NotOurs(Category::AccountRequest)),
    ]),
    case("stefan", "quillon.example", "VPN gateway drops every 40 minutes", "The tunnel to the harbour office drops every 40 minutes.", "Virtual Machines", Moderate, 2 * DAY, 60, &[
        (40, "stefan", Reply("We look at both ends of the tunnel.")),
        (2 * HOUR, "stefan", Step(Configuration, "Gateway reset, shared key written again", NoChange)),
        (HOUR, "stefan", Bug("Keep a connection open for 40 minutes.", "It drops at 40 minutes, to the second.")),
        (HOUR, "stefan", HandUp("Harbour office can't book freight while it is down.")),
        (HOUR, "ansel", Decide(Accept, "")),
    ]),
    case("maren", "aldersyde.example", "Recording of the handover meeting is missing in chat", "The night shift can't find the recording in the chat.", "Microsoft Teams", Minimal, 46 * HOUR, 9, &[
        (HOUR, "maren", Reply("Recordings appear late at the moment; yours should follow within three hours.")),
        (HOUR, "maren", Waiting),
    ]),
    case("hollis", "brightwater.example", "Shared calendars stay empty for delegates in Outlook", "Since this morning our receptionists cannot see the dentists' shared calendars. The calendar opens, but it is empty. Eleven practices are affected, and Outlook on the web shows the same.", "Exchange Online", Moderate, 27 * HOUR, 33, &[
        (19, "maren", Reply("Thank you. I am checking first whether the provider has a documented problem, and will write again whatever I find.")),
        (20, "maren", Confirm),
        (14 * HOUR, "hollis", Persists("The notice says fixed, but six of the eleven practices still see nothing. The other five are fine now.")),
        (HOUR, "tobin", Step(Software, "Clean profile and Outlook on the web, same result", NoChange)),
        (HOUR, "tobin", Step(Settings, "Delegate rights removed and granted again", NoChange)),
        (HOUR, "dario", Step(Configuration, "Sharing policy set back to default for one user", NoChange)),
        (HOUR, "tobin", Internal("The six mailboxes were all moved on the 12th; the five that work were not. Looks as if the fix skipped moved mailboxes.")),
        (5, "tobin", File2("request-ids.txt", "6f1d0c2e-1111-4c4c-9a9a-000000000001 07:31:12Z\n6f1d0c2e-1111-4c4c-9a9a-000000000002 07:33:40Z\n")),
    ]),
    case("tobin", "haldenmoor.example", "Mail to outside recipients is delayed by hours", "Mails to suppliers arrive two to four hours late.", "Exchange Online", Critical, 26 * HOUR, 210, &[
        (15, "tobin", Reply("We see the delay in the message trace and go on at once.")),
        (30, "tobin", Step(Configuration, "Outbound connector switched off and on", NoChange)),
        (20, "tobin", Unavailable("All 210 people, since 06:40.", "The branch in Rotterdam sees the same.")),
        (10, "tobin", HandUp("Freight papers arrive after the trucks have left.")),
        (50, "ansel", Decide(Accept, "")),
        (2 * HOUR, "ansel", Decide(Ask, "Please send three message ids with their times.")),
        (40, "tobin", Answer("<a1@haldenmoor.example> 06:41Z, <a2@haldenmoor.example> 07:02Z, <a3@haldenmoor.example> 07:15Z")),
    ]),
    case("maren", "drukarniasowia.example", "Nowi pracownicy nie widzą wspólnych plików", "Trzy osoby przyjęte w poniedziałek nie widzą wspólnej biblioteki.", "SharePoint Online", Moderate, 25 * HOUR, 3, &[
        (HOUR, "maren", Reply("Sprawdzamy uprawnienia. Prosimy też o zatwierdzenie relacji administracyjnej, o którą prosiliśmy.")),
        (2 * HOUR, "maren", StepWith(Settings, "Grupy nowych kont przejrzane razem z klientem")),
    ]),
    case("maren", "sevmayak.example", "Письма с вложениями не доходят", "С утра письма с вложениями больше 10 МБ не доходят до адресатов.", "Exchange Online", Moderate, 22 * HOUR, 18, &[
        (35, "maren", Reply("Спасибо, проверяем журнал сообщений.")),
        (HOUR, "maren", Step(Settings, "Ограничение размера для исходящих писем сравнено с описанием службы", NoChange)),
        (HOUR, "maren", Bug("Отправить письмо с вложением 12 МБ.", "Письмо остаётся в очереди без ошибки.")),
        (HOUR, "maren", HandUp("Договоры не доходят до портов.")),
    ]),
    case("tobin", "vantor.example", "Database failover did not complete", "The planned failover stopped half way; the application reads but can't write.", "Azure SQL Database", Critical, 20 * HOUR, 75, &[
        (12, "tobin", Reply("We have it and stay on it.")),
        (15, "tobin", Unavailable("All 75 people in production, since 18:05.", "The monitoring probe in another zone fails too.")),
        (10, "tobin", HandUp("Production stands: no orders can be booked.")),
        (40, "ansel", Decide(Accept, "")),
        (3 * HOUR, "ansel", Decide(Resolved, "The stuck replica was replaced; writes are back.")),
    ]),
    case("casey", "harlanclerk.example", "Clerks can't open scanned deeds", "Scanned deeds open as an empty page since Monday.", "Exchange Online", Moderate, 19 * HOUR, 12, &[
        (HOUR, "casey", Reply("We are on it. The provider shows no service health for this cloud, so we look at your administration page together.")),
        (HOUR, "casey", Step(Software, "Opened with two viewers and in the browser", NoChange)),
        (HOUR, "casey", Bug("Open any scanned deed of this week.", "An empty page.")),
        (HOUR, "casey", HandUp("Deeds can't be certified; the counter sends people away.")),
        (2 * HOUR, "rhea", Decide(Accept, "")),
    ]),
    case("casey", "dunmorewater.example", "Meeting invitations arrive twice", "Each invitation arrives twice since the weekend.", "Microsoft Teams", Minimal, 18 * HOUR, 20, &[
        (2 * HOUR, "casey", Reply("We have no delegated admin for you; we go through it by phone tomorrow at ten.")),
    ]),
    case("tobin", "ospreymarine.example", "Search finds no files older than June", "Search finds nothing older than June in two libraries.", "SharePoint Online", Minimal, 17 * HOUR, 40, &[
        (HOUR, "tobin", Reply("We look at the index of both libraries with you.")),
        (HOUR, "tobin", StepWith(Configuration, "Library marked for reindexing by the customer")),
        (HOUR, "tobin", Waiting),
    ]),
    case("maren", "kestrelvalley.example", "New starters get no device policy", "Laptops of new teachers stay without policy.", "Intune", Moderate, 16 * HOUR, 11, &[
        (HOUR, "maren", Reply("We compare an old and a new device.")),
        (HOUR, "maren", Step(Settings, "Enrolment group assigned again", Improved)),
        (30, "maren", Waiting),
        (4 * HOUR, "maren", Internal("Seven of eleven have it now; waiting for the rest to be switched on.")),
    ]),
    case("marek", "mossvane.example", "Календарь переговорной показывает чужие встречи", "В календаре переговорной видны встречи другого филиала.", "Exchange Online", Minimal, 15 * HOUR, 7, &[
        (HOUR, "marek", Reply("Проверяем права на календарь.")),
        (HOUR, "marek", Step(Settings, "Права на календарь переговорной назначены заново", NoChange)),
        (HOUR, "marek", Undocumented("Календарь показывает только встречи этой комнаты.")),
        (30, "marek", HandUpstream("Филиалы бронируют занятую комнату; переговоры с поставщиками срываются.")),
    ]),
    case("stefan", "nordvik.example", "Scanner mails arrive without attachment", "Mails from the scanner arrive without the scan.", "Exchange Online", Minimal, 10 * HOUR, 4, &[
        (40, "stefan", Reply("We look at the connector of the scanner.")),
        (HOUR, "stefan", Step(Configuration, "Connector's certificate renewed", Cured)),
        (HOUR, "stefan", NotOurs(Category::PartnerScope)),
        (10, "stefan", Resolve("The scanner's certificate had ended; it is renewed.")),
    ]),
    case("tobin", "tarnfield.example", "Virtual machine restarts at night", "One machine restarts each night at two.", "Virtual Machines", Minimal, 9 * HOUR, 1, &[
        (HOUR, "tobin", Reply("We read the machine's log.")),
        (30, "dario", Waive("The machine's log names the platform as the cause; nothing on our side can be tried.")),
        (20, "tobin", Undocumented("A machine restarts only for announced maintenance.")),
        (20, "tobin", HandUp("The brewing control stops each night for ten minutes.")),
        (30, "tobin", Withdraw("The customer found a scheduled task of its own.")),
    ]),
    case("stefan", "nordvik.example", "Archived mail is not found any more", "The search finds nothing in the archive mailboxes.", "Exchange Online", Moderate, 6 * HOUR, 22, &[
        (20, "stefan", Reply("We see the same and look at the index of one archive.")),
        (30, "stefan", Step(Settings, "Archive of one mailbox switched off and on", NoChange)),
        (10, "stefan", Bug("Search an archive mailbox for any word of last year.", "Nothing is found.")),
        (5, "pavla", Connect),
        (5, "stefan", Exchange("The catch certificates of last season can't be shown to the authority.")),
    ]),
    case("stefan", "quillon.example", "Manifest database forgets its time zone", "Since the weekend times in the manifests are an hour early.", "Azure SQL Database", Moderate, 5 * HOUR, 9, &[
        (15, "stefan", Reply("We compare the settings with those of last week.")),
        (20, "stefan", Step(Configuration, "Time zone of the database set again", NoChange)),
        (10, "stefan", Bug("Set the time zone and restart the database.", "It is back at the time of Greenwich.")),
        (5, "stefan", Exchange("Cranes are booked an hour too early; two ships waited.")),
        (10, "pavla", Disconnect),
    ]),
    case("maren", "aldersyde.example", "Shared mailboxes do not open in Outlook on the web", "Our night teams share one mailbox per home. Since this morning it will not open in the browser: “Something went wrong”. Outlook on the office computers still works.", "Exchange Online", Moderate, 3 * HOUR - 10, 26, &[
        (22, "maren", Confirm),
        (5, "maren", Reply("This is a documented problem at the provider and not something in your settings. Until it is fixed, the homes can open the mailbox in the Outlook app on a phone.")),
    ]),
    case("bogna", "drukarniasowia.example", "Skrzynka współdzielona zamówień nie otwiera się w Outlooku w przeglądarce", "Od rana nikt w biurze nie może otworzyć skrzynki współdzielonej w przeglądarce. W programie na komputerze działa.", "Exchange Online", Moderate, 2 * HOUR + 20, 7, &[]),
    case("timur", "sevmayak.example", "Общий почтовый ящик диспетчеров не открывается в Outlook в браузере", "С утра общий почтовый ящик не открывается в браузере ни у одного диспетчера. В программе на компьютере он открывается.", "Exchange Online", Moderate, 2 * HOUR + 5, 12, &[]),
    case("tobin", "haldenmoor.example", "Shared mailbox of dispatch can't be opened in the browser", "Dispatchers can't open the shared mailbox in Outlook on the web.", "Exchange Online", Moderate, 2 * HOUR, 18, &[]),
    case("maren", "brightwater.example", "Two practices cannot open the recall mailbox", "The recall mailbox does not open in the browser in two practices. In the other nine it does.", "Exchange Online", Moderate, 110, 6, &[
        (30, "maren", Reject("The other practices open the same mailbox in the browser: it is a right that is missing here.")),
        (10, "maren", Reply("We check the rights of the two practices.")),
    ]),
    case("zofia", "pinmoor.example", "Raport sprzedaży pokazuje wczorajszą datę", "Raport z rana pokazuje wczorajszą datę i sumę z przedwczoraj.", "Azure SQL Database", Minimal, 100, 5, &[]),
    case("tobin", "vantor.example", "No virtual machine in West Europe answers", "None of our four machines in West Europe answers since a quarter of an hour.", "Virtual Machines", Critical, 70, 75, &[]),
    case("maren", "sablewood.example", "Rysunki otwierają się tylko do odczytu", "Od rana rysunki z biblioteki otwierają się tylko do odczytu.", "SharePoint Online", Moderate, 55, 9, &[
        (15, "maren", Reply("Sprawdzamy blokady plików.")),
        (15, "maren", Step(Software, "Plik otwarty w przeglądarce i w aplikacji, z tym samym skutkiem", NoChange)),
        (5, "maren", Bug("Otworzyć rysunek z biblioteki.", "Otwiera się tylko do odczytu.")),
        (5, "maren", Prepare("Projekt musi być oddany jutro; dziewięć osób nie może zapisywać.")),
    ]),
    case("hollis", "brightwater.example", "Phone line of the front desk is silent", "Calls come in, but nobody hears anything.", "Microsoft Teams", Moderate, 25, 2, &[
        (12, "hollis", Customer("It is only the front desk in Howth; the others are fine.")),
    ]),
];
