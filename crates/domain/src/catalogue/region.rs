//! Regions: finding one by name or code, and whether two of them overlap.

use std::{
    collections::{HashMap, HashSet},
    sync::OnceLock,
};

use super::{ProductFamily, lookup_key, region_table::TABLE};
use crate::Cloud;

/// A region of the catalogue.
#[derive(Debug, PartialEq, Eq)]
pub struct Region {
    /// The canonical name. Without its spaces and in lower case it is the code (`westeurope`).
    pub name: &'static str,
    /// The wider region it lies in; none for the whole world.
    pub parent: Option<&'static str>,
    /// Other names, those in Russian and Polish among them.
    pub aliases: &'static [&'static str],
    /// Codes that count as they are written, in any case: those of two providers (`us-east-1`, `us-east1`) differ by a hyphen.
    pub codes: &'static [&'static str],
}

/// How the region of an issue relates to the region of a case.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RegionRelation {
    /// The same place.
    Same,
    /// The issue's region contains the case's.
    Wider,
    /// The case's region contains the issue's: it may be hit.
    Narrower,
    /// Two different places.
    Apart,
}

/// All regions, in the order of the table.
#[must_use]
pub fn regions() -> &'static [Region] {
    TABLE
}

/// The regions that a service of one of these families can be in: the wide ones that people say, and the narrow ones of
/// the families' own infrastructure. No family means any.
#[must_use]
pub fn regions_of(families: &[ProductFamily]) -> Vec<&'static Region> {
    static WIDE: OnceLock<HashSet<&str>> = OnceLock::new();
    let wide = WIDE.get_or_init(|| TABLE.iter().filter_map(|region| region.parent).collect());
    let fits = |region: &&Region, family: &ProductFamily| match (family, region.provider()) {
        (ProductFamily::Marketplace, _) => true,
        (ProductFamily::Aws | ProductFamily::GoogleCloud, provider) => provider == Some(*family),
        (_, provider) => provider.is_none(),
    };
    let is_offered = |region: &&Region| {
        families.is_empty() || wide.contains(region.name) || families.iter().any(|family| fits(region, family))
    };
    TABLE.iter().filter(is_offered).collect()
}

impl Region {
    /// Whether services of this cloud can be there. What holds regions of both is in both.
    #[must_use]
    pub fn is_in(&self, cloud: Cloud) -> bool {
        const GOVERNMENT: &str = "US Government";
        let government = self.name == GOVERNMENT || self.parent == Some(GOVERNMENT);
        match cloud {
            Cloud::UsGovernment => government || self.parent.is_none(),
            Cloud::Public => !government,
        }
    }

    /// The family whose infrastructure alone the region belongs to; none for those of all others.
    fn provider(&self) -> Option<ProductFamily> {
        if self.name.starts_with("AWS ") {
            Some(ProductFamily::Aws)
        } else {
            self.name.starts_with("Google ").then_some(ProductFamily::GoogleCloud)
        }
    }
}

/// The region of a name, an alias or a code, whatever its case, spaces and punctuation.
#[must_use]
pub fn region_find(text: &str) -> Option<&'static Region> {
    static INDEX: OnceLock<HashMap<String, &'static Region>> = OnceLock::new();
    let index = INDEX.get_or_init(|| {
        let names = TABLE.iter().flat_map(|region| {
            let names = std::iter::once(&region.name).chain(region.aliases);
            names.map(move |name| (lookup_key(name), region))
        });
        names.collect()
    });
    code_find(text).or_else(|| index.get(&lookup_key(text)).copied())
}

/// The region of a code as it is written.
fn code_find(text: &str) -> Option<&'static Region> {
    static INDEX: OnceLock<HashMap<&'static str, &'static Region>> = OnceLock::new();
    let index = INDEX.get_or_init(|| {
        let codes = TABLE.iter().flat_map(|region| region.codes.iter().map(move |code| (*code, region)));
        codes.collect()
    });
    index.get(text.trim().to_ascii_lowercase().as_str()).copied()
}

/// Whether `inner` lies in `outer`, both being canonical names.
fn lies_in(inner: &Region, outer: &Region) -> bool {
    let mut at = inner.parent;
    while let Some(region) = at.and_then(region_find) {
        if region.name == outer.name {
            return true;
        }
        at = region.parent;
    }
    false
}

/// How the region of an issue relates to the region of a case.
#[must_use]
pub fn region_relation(case: &Region, issue: &Region) -> RegionRelation {
    if case.name == issue.name {
        RegionRelation::Same
    } else if lies_in(case, issue) {
        RegionRelation::Wider
    } else if lies_in(issue, case) {
        RegionRelation::Narrower
    } else {
        RegionRelation::Apart
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_region_is_in_its_own_cloud_and_wide_ones_in_both() {
        let in_both = |name| {
            let region = region_find(name).unwrap();
            (region.is_in(Cloud::Public), region.is_in(Cloud::UsGovernment))
        };
        assert_eq!(in_both("West Europe"), (true, false));
        assert_eq!(in_both("US Gov Virginia"), (false, true));
        assert_eq!(in_both("Global"), (true, true));
    }

    #[test]
    fn every_region_leads_up_to_the_world() {
        for region in regions() {
            let (mut at, mut steps) = (region, 0);
            while let Some(parent) = at.parent {
                at = region_find(parent).unwrap_or_else(|| panic!("{} lies in an unknown {parent}", region.name));
                steps += 1;
                assert!(steps < 8, "{} lies in itself", region.name);
            }
            assert_eq!(at.name, "Global", "{}", region.name);
        }
    }

    #[test]
    fn a_family_has_the_wide_regions_and_its_own_infrastructure() {
        use ProductFamily::{Aws, Azure, GoogleCloud, Microsoft365};
        let names = |families: &[ProductFamily]| -> Vec<&str> {
            regions_of(families).into_iter().map(|region| region.name).collect()
        };
        for (families, west, aws, google) in [
            (&[Microsoft365][..], true, false, false),
            (&[Aws], false, true, false),
            (&[GoogleCloud], false, false, true),
            (&[Azure, Aws], true, true, false),
            (&[], true, true, true),
        ] {
            let names = names(families);
            assert_eq!(names.contains(&"West Europe"), west, "{families:?}");
            assert_eq!(names.contains(&"AWS US East (Ohio)"), aws, "{families:?}");
            assert_eq!(names.contains(&"Google us-east5 (Columbus)"), google, "{families:?}");
            assert!(names.contains(&"Global") && names.contains(&"Poland"), "{families:?}");
        }
        assert_eq!(names(&[]).len(), regions().len());
    }

    #[test]
    fn every_name_belongs_to_one_region() {
        let mut owner: HashMap<String, &str> = HashMap::new();
        for region in regions() {
            for name in std::iter::once(&region.name).chain(region.aliases) {
                let before = owner.insert(lookup_key(name), region.name);
                assert!(before.is_none_or(|before| before == region.name), "{name:?}: {before:?} and {}", region.name);
            }
        }
    }

    #[test]
    fn a_region_is_found_by_name_and_code() {
        for (text, name) in [
            ("westeurope", "West Europe"),
            ("West Europe", "West Europe"),
            ("WEST-EUROPE", "West Europe"),
            ("Европа", "Europe"),
            ("Europa", "Europe"),
            ("EMEA", "Europe, Middle East, Africa"),
            ("usgovvirginia", "US Gov Virginia"),
            ("UK", "United Kingdom"),
            ("us-east-1", "AWS US East (N. Virginia)"),
            ("us-east1", "Google us-east1 (South Carolina)"),
            ("EUROPE-WEST3", "Google europe-west3 (Frankfurt)"),
            ("eu-central-1", "AWS Europe (Frankfurt)"),
        ] {
            assert_eq!(region_find(text).map(|r| r.name), Some(name), "{text}");
        }
        assert_eq!(region_find("Region Unknown"), None);
    }

    #[test]
    fn a_region_overlaps_with_the_one_it_lies_in() {
        let relation = |case, issue| region_relation(region_find(case).unwrap(), region_find(issue).unwrap());
        assert_eq!(relation("West Europe", "Europe"), RegionRelation::Wider);
        assert_eq!(relation("Europe", "West Europe"), RegionRelation::Narrower);
        assert_eq!(relation("Poland Central", "Global"), RegionRelation::Wider);
        assert_eq!(relation("West Europe", "North Europe"), RegionRelation::Apart);
        assert_eq!(relation("West Europe", "West Europe"), RegionRelation::Same);
        assert_eq!(relation("UK South", "Europe"), RegionRelation::Wider);
        assert_eq!(relation("US Gov Virginia", "North America"), RegionRelation::Apart);
    }
}
